import type { FetchJson } from '../ports.ts';

const MAX_BYTES = 1_048_576;

/** Gets JSON over HTTP; follows no redirects and reads no more than 1 MiB. */
export const fetchJson: FetchJson = async (url, signal) => {
  const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  const text = await readText(response);
  if (!response.ok) throw new Error(`${url} answered with status ${response.status}`);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`${url} did not answer with JSON`, { cause });
  }
};

async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  const body = response.body as AsyncIterable<Uint8Array> | null;
  if (body === null) return text;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`${response.url} answered with more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

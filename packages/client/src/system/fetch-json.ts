import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type { FetchJson } from '../ports.ts';

const MAX_BYTES = 1_048_576;

/** Gets JSON over HTTP; follows no redirects and reads no more than 1 MiB. Unlike `fetch`, it knows no bad ports. */
export const fetchJson: FetchJson = async (url, signal) => {
  const response = await respond(url, signal);
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`answered with status ${response.statusCode ?? 'none'}`);
  }
  const text = await readText(response);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error('did not answer with JSON', { cause });
  }
};

function respond(url: string, signal: AbortSignal): Promise<IncomingMessage> {
  const get = url.startsWith('https:') ? getHttps : getHttp;
  return new Promise((resolve, reject) => {
    // A connection of its own, so that nothing stays open afterwards.
    get(url, { signal, agent: false, headers: { accept: 'application/json' } }, resolve).on('error', reject);
  });
}

async function readText(response: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Error(`answered with more than ${MAX_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

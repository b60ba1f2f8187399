import { HttpError } from './http-error.js';
/** Reads a body of at most `maxBytes`; a longer one is refused as soon as that shows. */
export async function readBody(request, maxBytes) {
  const tooLarge = () =>
    new HttpError('frame_too_large', `a body has at most ${maxBytes} bytes`, {
      headers: { connection: 'close' },
    });
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge();
  const chunks = [];
  let bytes = 0;
  if (request.body !== null) {
    for await (const chunk of request.body) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  }
  return Buffer.concat(chunks);
}
/** The media type of a body, in lower case and without parameters. */
export function mediaType(request) {
  return (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
export function parseJson(body) {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new HttpError(
      'invalid_request',
      `the body is not valid JSON: ${error instanceof Error ? error.message : ''}`,
    );
  }
}
/** Checks outside input; what is wrong is said in one message. */
export function checked(schema, input, where) {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new HttpError('invalid_request', `${where}: ${faults.join('; ')}`);
}
//# sourceMappingURL=read-body.js.map

import { invalidArgument } from './errors.ts';
import { NATIVE_PATH } from './wire/index.ts';

/** A server's address in one spelling: `http://host:port` or `https://host:port`. */
export type Endpoint = string;

const FORM = /^(?:(https?):\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+):(\d{1,5})\/?$/i;

/** Reads `host:port` or `http://host:port`; an `https://` address is talked to over TLS. */
export function parseEndpoint(text: string): Endpoint {
  const match = FORM.exec(text.trim());
  const port = Number(match?.[3]);
  if (match === null || port < 1 || port > 65_535) {
    throw invalidArgument(
      `expected an endpoint as host:port or http://host:port, got ${JSON.stringify(text)}`,
    );
  }
  const endpoint = `${match[1] ?? 'http'}://${match[2]}:${port}`.toLowerCase();
  if (!URL.canParse(endpoint)) {
    throw invalidArgument(
      `expected an endpoint as host:port or http://host:port, got ${JSON.stringify(text)}`,
    );
  }
  return endpoint;
}

/** Reads a list of endpoints, given as such or separated by commas. At least one; repetitions count once. */
export function parseEndpoints(endpoints: readonly string[] | string): Endpoint[] {
  const texts = typeof endpoints === 'string' ? [endpoints] : endpoints;
  const parts = texts.flatMap((text) => {
    if (typeof text !== 'string') throw invalidArgument('expected endpoints to be strings');
    return text.split(',').filter((part) => part.trim() !== '');
  });
  if (parts.length === 0) throw invalidArgument('expected at least one endpoint, such as 127.0.0.1:7400');
  return [...new Set(parts.map(parseEndpoint))];
}

/** Where an endpoint speaks the native protocol. */
export function socketUrl(endpoint: Endpoint): string {
  return `${endpoint.replace(/^http/, 'ws')}${NATIVE_PATH}`;
}

/** Where an endpoint tells how it is. */
export function statusUrl(endpoint: Endpoint): string {
  return `${endpoint}/v1/status`;
}

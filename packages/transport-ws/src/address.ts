import { isIPv6 } from 'node:net';

import { TransportError } from './errors.ts';

/** Where a node listens. `host` has no brackets. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;
const MAX_PORT = 65_535;

/** Reads `host:port`, with an IPv6 address in brackets. Fails with `invalid_argument`. */
export function parseAddress(address: string): HostAndPort {
  const [, v6, name, digits] = ADDRESS.exec(address) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  const valid =
    host !== undefined &&
    (v6 === undefined || isIPv6(v6)) &&
    host.length <= 253 &&
    port >= 1 &&
    port <= MAX_PORT;
  if (!valid) {
    throw new TransportError(
      'invalid_argument',
      `expected an address like host:7001 or [::1]:7001, got ${JSON.stringify(address)}`,
    );
  }
  return { host, port };
}

/** The inverse of {@link parseAddress}. */
export function formatAddress({ host, port }: HostAndPort): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether {@link parseAddress} would read it. */
export function isAddress(address: string): boolean {
  try {
    parseAddress(address);
    return true;
  } catch {
    return false;
  }
}

const ADDRESS = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;
const MAX_PORT = 65_535;
/** Reads `host:port`, an IPv6 address in brackets; undefined if it is neither. */
export function parseAddress(text) {
  const [, v6, name, digits] = ADDRESS.exec(text) ?? [];
  const host = v6 ?? name;
  const port = Number(digits);
  return host === undefined || port > MAX_PORT ? undefined : { host, port };
}
export function formatAddress({ host, port }) {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
/** Whether only this machine can reach what listens there. */
export function isLoopback(host) {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
/** Whether it stands for every address of this machine, and so names none that others could connect to. */
export function isWildcard(host) {
  return host === '0.0.0.0' || host === '::';
}
//# sourceMappingURL=address.js.map

import type { EndpointStatus } from '../status.ts';

const COLUMNS = ['endpoint', 'node', 'role', 'term', 'leader', 'commit', 'applied', 'last'] as const;

/** All servers in a table, one a line; a server that did not answer says why instead. */
export function statusTable(servers: readonly EndpointStatus[]): string {
  const rows = servers.map((server) => {
    const endpoint = server.endpoint.replace(/^http:\/\//, '');
    if (!server.reachable) return [endpoint, `unreachable: ${reasonOf(server)}`];
    const { node, role, term, leader, commit, applied, last } = server;
    return [endpoint, node, role, term, leader ?? '-', commit, applied, last].map(String);
  });
  const heads = COLUMNS.map((name) => name.toUpperCase());
  const whole = [heads, ...rows.filter((row) => row.length === COLUMNS.length)];
  const widths = COLUMNS.map((_, column) => Math.max(...whole.map((row) => (row[column] ?? '').length)));
  widths[0] = Math.max(...[heads, ...rows].map((row) => (row[0] ?? '').length));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [heads, ...rows].map(line).join('\n');
}

/** The endpoint stands at the beginning of the line already. */
function reasonOf(server: Extract<EndpointStatus, { reachable: false }>): string {
  return server.error.message.replace(`${server.endpoint}: `, '').replace(`${server.endpoint} `, '');
}

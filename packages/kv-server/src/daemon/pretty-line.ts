const COMMON: ReadonlySet<string> = new Set(['level', 'time', 'node', 'msg', 'mono']);

/** A line of the JSON log as people like to read it. */
export function prettyLine(line: string): string {
  const fields = JSON.parse(line) as Record<string, unknown>;
  const time = new Date(Number(fields['time'])).toISOString().slice(11, 23);
  const level = String(fields['level']).toUpperCase().padEnd(5);
  const rest = Object.entries(fields)
    .filter(([name]) => !COMMON.has(name))
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return `${[time, level, String(fields['node']), String(fields['msg']), ...rest].join(' ')}\n`;
}

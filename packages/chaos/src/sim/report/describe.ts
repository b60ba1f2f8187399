import { formatDuration } from '../../temporal.ts';
import type { Fault, Plan } from '../plan.ts';

/** What a plan has a cluster go through, in one line. */
export function describeWorld({ size, spares, clients, durationMs, faults }: Plan): string {
  const spare = spares === 0 ? '' : ` and ${spares} to be added`;
  const hurt = faults.length === 0 ? 'no faults' : count(faults.length, 'fault');
  return `${count(size, 'node')}${spare}, ${count(clients, 'client')}, ${formatDuration(durationMs)}, ${hurt}`;
}

/** One fault, in one line. */
export function describeFault({ type, atMs, ...details }: Fault): string {
  const words = Object.entries(details).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${(atMs / 1000).toFixed(3).padStart(8)} s  ${type} ${words.join(', ')}`;
}

/** `1 node`, `3 nodes`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

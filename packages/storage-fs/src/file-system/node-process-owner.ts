import { readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';

/** The process that holds a lock, as its lock file tells. */
export interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in the kernel's own ticks; empty where the kernel does not tell. */
  readonly started: string;
  /** The kernel's name for the set of process ids that `pid` is from; empty where there is but one. */
  readonly processes: string;
}

/** One line of JSON about this process. */
export function describeThisProcess(): string {
  const owner: Owner = {
    pid: process.pid,
    host: os.hostname(),
    started: startOf(process.pid),
    processes: processNamespace(),
  };
  return `${JSON.stringify(owner)}\n`;
}

/** Reads what {@link describeThisProcess} wrote; null for anything else. */
export function parseOwner(text: string): Owner | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { pid, host, started, processes } = value as Record<string, unknown>;
  if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return null;
  if (typeof host !== 'string' || typeof started !== 'string' || typeof processes !== 'string') return null;
  return { pid, host, started, processes };
}

/** Whether the process lives. One in another container cannot be seen from here and counts as dead. */
export function isAlive(owner: Owner): boolean {
  if (owner.processes !== processNamespace()) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return owner.started === '' || owner.started === startOf(owner.pid);
}

/** Process ids are used again; together with the time of its start, one names a process for good. */
function startOf(pid: number): string {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name, may hold spaces and parentheses; field 22 counts from its end.
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

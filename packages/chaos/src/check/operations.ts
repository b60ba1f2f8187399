import type { HistoryEvent } from '../history/event.ts';
import type { Counts, Results } from './results.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** How operations ended, in all and by function. What never ended counts as `info`. */
export function countOperations(history: readonly HistoryEvent[]): Results['operations'] {
  const byFunction: Record<string, Mutable<Counts>> = {};
  const open = new Map<number, string>();
  const count = (f: string, type: keyof Counts): void => {
    const counts = (byFunction[f] ??= { ok: 0, fail: 0, info: 0 });
    counts[type]++;
  };
  for (const event of history) {
    if (event.process === 'nemesis') continue;
    if (event.type === 'invoke') {
      open.set(event.process, event.f);
    } else {
      open.delete(event.process);
      count(event.f, event.type);
    }
  }
  for (const f of open.values()) count(f, 'info');
  const sum = (type: keyof Counts): number =>
    Object.values(byFunction).reduce((total, counts) => total + counts[type], 0);
  return { ok: sum('ok'), fail: sum('fail'), info: sum('info'), byFunction };
}

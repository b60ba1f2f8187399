import { describeShape, type LoadPlan, type LoadProgress, type LoadResult } from '../bench/index.ts';

/** From this share of its time on, the load program may be what limits the figures. */
const BUSY = 0.9;
/** A rate is missed if less than this share of it was reached. */
const REACHED = 0.99;

const HEADS = ['round', 'ops/s', 'errors', 'p50', 'p90', 'p99', 'p99.9', 'max', 'stall', 'cpu s'];

/** The load in a sentence. */
export function planInWords(plan: LoadPlan): string {
  const { connections, distribution, inFlight, keys, mix, rate, rounds, seconds, valueBytes, warmupSeconds } =
    plan;
  const flight =
    rate === null
      ? `${whole(inFlight)} in flight`
      : `${whole(rate)} a second, up to ${whole(inFlight)} in flight`;
  return (
    `${describeShape(mix)}: values of ${whole(valueBytes)} bytes, ${counted(keys, 'key')} (${distribution}), ` +
    `${flight} over ${counted(connections, 'connection')}, ` +
    `${counted(rounds, 'round')} of ${seconds} s after ${warmupSeconds} s of warm-up`
  );
}

/** One line for people who wait. `before` is the progress that was reported last. */
export function progressInWords(
  progress: LoadProgress,
  before: LoadProgress | undefined,
  { keys, rounds }: LoadPlan,
): string {
  const { failures, operations, phase, round, seconds } = progress;
  const same = before?.phase === phase && before.round === round ? before : undefined;
  const rate = (operations - (same?.operations ?? 0)) / (seconds - (same?.seconds ?? 0));
  const name = { fill: 'filling', 'warm-up': 'warm-up', round: `round ${round} of ${rounds}` }[phase];
  const done = phase === 'fill' ? `, ${Math.floor((100 * operations) / keys)} %` : '';
  const failed = failures === 0 ? '' : `, ${counted(failures, 'error')}`;
  return `${name}${done}: ${whole(rate)} ops/s${failed}`;
}

/** The figures of all rounds; latencies and stalls in milliseconds. */
export function benchTable({ rounds, spread }: LoadResult): string {
  const rows = rounds.map((round, place) => [
    String(place + 1),
    whole(round.opsPerSecond),
    whole(sum(Object.values(round.errors))),
    ...(['p50', 'p90', 'p99', 'p999', 'max'] as const).map((name) =>
      round.latencyMs === null ? '-' : ms(round.latencyMs[name]),
    ),
    ms(round.longestStallMs),
    round.cpuSeconds.toFixed(2),
  ]);
  if (spread !== null && rounds.length > 1)
    for (const part of ['median', 'min', 'max'] as const)
      rows.push([
        part,
        whole(spread.opsPerSecond[part]),
        '',
        ...(['p50', 'p90', 'p99', 'p999', 'max'] as const).map((name) => ms(spread[name][part])),
      ]);
  return aligned([HEADS, ...rows]);
}

/** What a reader of the figures must know besides. */
export function remarks({ errors, plan, rounds, spread }: LoadResult): string[] {
  const said: string[] = [];
  for (const [code, count] of Object.entries(errors)) said.push(`${counted(count, 'error')}: ${code}`);
  const busiest = Math.max(0, ...rounds.map(({ busy }) => busy));
  if (busiest >= BUSY)
    said.push(`the load program was busy ${Math.round(busiest * 100)} % of the time: it may be the limit`);
  return plan.rate === null ? said : [...said, ...remarksOnRate(plan.rate, rounds, spread)];
}

function remarksOnRate(rate: number, rounds: LoadResult['rounds'], spread: LoadResult['spread']): string[] {
  const said: string[] = [];
  const lags = rounds.map(({ lagMs }) => lagMs).filter((lag) => lag !== null);
  const worst = (name: 'p50' | 'p99' | 'max'): string => ms(Math.max(...lags.map((lag) => lag[name])));
  if (lags.length > 0)
    said.push(
      `the load program began operations late, which their latencies include: ` +
        `p50 ${worst('p50')}, p99 ${worst('p99')}, max ${worst('max')} ms in the worst round`,
    );
  const heldBack = sum(rounds.map((round) => round.heldBack));
  if (heldBack > 0)
    said.push(
      `${counted(heldBack, 'operation')} had to wait until fewer were in flight, which their latencies include`,
    );
  const reached = spread?.opsPerSecond.median ?? 0;
  if (reached < REACHED * rate)
    said.push(
      `the rate was not reached: ${whole(reached)} of ${whole(rate)} a second; ` +
        `${counted(rounds.at(-1)?.backlog ?? 0, 'operation')} had not begun at the end`,
    );
  return said;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** Three digits that mean something. */
function ms(value: number): string {
  return value.toFixed(value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

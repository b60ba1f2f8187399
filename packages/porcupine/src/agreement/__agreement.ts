import type { Model } from '../model.ts';
import type { PartitionResult, Verdict } from '../result.ts';
import { longHistory, smallHistory } from './__clients.ts';
import type { RandomHistory } from './__clients.ts';
import { verifyExplanations } from './__explanations.ts';
import { isPossible, verifyOrder } from './__reference.ts';
import type { AnySpec } from './__specs.ts';
import { ways } from './__ways.ts';
import type { Finding, Way } from './__ways.ts';

/** What was compared for one model. */
export class Tally {
  histories = 0;
  valid = 0;
  /** Histories too long for the reference, about which ways differ or not. */
  long = 0;
  explanations = 0;
  inferences = 0;
  /** Verdicts, by the way through the checker. */
  readonly ways = new Map<string, number>();
  /** Partitions that were decided by each method, as histories come. */
  readonly methods = new Map<string, { valid: number; invalid: number }>();
}

/** A history about which the checker and the reference differ. */
export class Disagreement extends Error {
  override readonly name = 'Disagreement';
  /** The way through the checker that came to something else. */
  readonly way: string;

  constructor(
    spec: string,
    { seed, operations }: RandomHistory<unknown, unknown>,
    way: string,
    what: string,
  ) {
    const history = operations.map((operation) => JSON.stringify(operation)).join('\n');
    super(`${spec}, seed ${seed}, ${way}: ${what}\n${history}`);
    this.way = way;
  }
}

/** How often more than verdicts is compared, which costs more: every so many histories. */
export interface Effort {
  readonly explainEvery: number;
}

/**
 * Makes the history of that seed, decides it in every way there is, and compares each with what trying every order
 * comes to.
 *
 * @throws {Disagreement}
 */
export function compare(spec: AnySpec, seed: number, tally: Tally, { explainEvery }: Effort): void {
  const history = smallHistory(spec, seed);
  const expected = isPossible(spec, history) ? 'valid' : 'invalid';
  for (const way of ways) {
    if (way.isPointless?.(spec.model) === true) continue;
    const complain = attempt(() => compareOne(spec, history, way, expected, tally));
    if (complain !== undefined) throw new Disagreement(spec.name, history, way.name, complain);
  }
  if (seed % explainEvery === 0) {
    const complain = attempt(() => {
      const { explanations, inferences } = verifyExplanations(spec, history);
      tally.explanations += explanations;
      tally.inferences += inferences;
    });
    if (complain !== undefined) throw new Disagreement(spec.name, history, 'explained', complain);
  }
  tally.histories += 1;
  if (expected === 'valid') tally.valid += 1;
}

function attempt(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/**
 * Makes the long history of that seed, and compares the verdicts of all ways that come to one; an order that is found
 * is held against the specification.
 *
 * @throws {Disagreement}
 */
export function compareLong(spec: AnySpec, seed: number, tally: Tally): void {
  const history = longHistory(spec, seed);
  let first: { readonly way: Way; readonly verdict: Verdict } | undefined;
  for (const way of ways) {
    if (way.isSlow === true || way.isPointless?.(spec.model) === true) continue;
    const complain = attempt(() => {
      const { verdict, partitions = [] } = decide(way, spec, history);
      verifyOrders(spec, partitions);
      if (verdict === 'unknown') return;
      first ??= { way, verdict };
      if (verdict !== first.verdict)
        throw new Error(`expected the verdict ${first.verdict}, as ${first.way.name}, found ${verdict}`);
    });
    if (complain !== undefined) throw new Disagreement(spec.name, history, `${way.name}, long`, complain);
  }
  if (first !== undefined) tally.long += 1;
}

function compareOne(
  spec: AnySpec,
  history: RandomHistory<unknown, unknown>,
  way: Way,
  expected: 'valid' | 'invalid',
  tally: Tally,
): void {
  const found = decide(way, spec, history);
  if (found.verdict === 'unknown' && way.mayGiveUp === true) return;
  if (found.verdict !== expected) throw new Error(`expected the verdict ${expected}, found ${found.verdict}`);
  add(tally.ways, way.name);
  verifyOrders(spec, found.partitions ?? []);
  if (way.name !== 'as it comes') return;
  for (const { verdict, method } of found.partitions ?? []) {
    if (verdict === 'unknown') continue;
    const counts = tally.methods.get(method) ?? { valid: 0, invalid: 0 };
    counts[verdict] += 1;
    tally.methods.set(method, counts);
  }
}

function decide(
  way: Way,
  spec: AnySpec,
  history: RandomHistory<unknown, unknown>,
): Finding<unknown, unknown> {
  return way.decide(spec.model as Model<unknown, unknown, unknown>, history);
}

function verifyOrders(spec: AnySpec, partitions: readonly PartitionResult<unknown, unknown>[]): void {
  for (const { verdict, operations, linearization } of partitions)
    if (verdict === 'valid') verifyOrder(spec, operations, linearization ?? []);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

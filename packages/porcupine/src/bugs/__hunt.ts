import { compare, compareLong, Disagreement, Tally } from '../agreement/__agreement.ts';
import { compareMany } from '../agreement/__many.ts';
import { specs } from '../agreement/__specs.ts';
import type { AnySpec } from '../agreement/__specs.ts';

/** What a hunting process prints: the first history about which the checker and the reference differ, or null. */
export interface Catch {
  readonly spec: string;
  readonly seed: number;
  readonly way: string;
  readonly histories: number;
}

/** More often than in a check of the sound program: only what differs is of interest. */
const EXPLAIN_EVERY = 2;
const LONG = 10;
const MANY = 100;

let histories = 0;

async function hunt(spec: AnySpec, seed: number): Promise<void> {
  const tally = new Tally();
  histories += 1;
  compare(spec, seed, tally, { explainEvery: EXPLAIN_EVERY });
  if (seed % LONG === 0) compareLong(spec, seed, tally);
  if (seed % MANY !== 0) return;
  const seeds = Array.from({ length: MANY }, (_, i) => seed - i);
  await compareMany(spec, seeds, tally);
}

async function huntUpTo(last: number): Promise<Catch | null> {
  for (let seed = 1; seed <= last; seed++) {
    for (const spec of specs) {
      try {
        await hunt(spec, seed);
      } catch (error) {
        if (!(error instanceof Disagreement)) throw error;
        const { way } = error;
        return { spec: spec.name, seed, way, histories };
      }
    }
  }
  return null;
}

process.stdout.write(`${JSON.stringify(await huntUpTo(Number(process.argv[2])))}\n`);

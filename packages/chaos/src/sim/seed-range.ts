import { ChaosError } from '../errors.ts';

const HIGHEST_SEED = 4_294_967_295;
const MOST_SEEDS = 10_000_000;

/** The seeds from `first` to `last`, both among them. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Reads `7` or `1..1000`. Throws `bad_arguments`. */
export function parseSeeds(text: string): SeedRange {
  const parts = /^\s*(\d+)(?:\s*\.\.\s*(\d+))?\s*$/.exec(text);
  const first = Number(parts?.[1]);
  const last = Number(parts?.[2] ?? parts?.[1]);
  if (parts === null || first > HIGHEST_SEED || last > HIGHEST_SEED)
    throw refusal(`expected a seed such as 7 or a range such as 1..1000, up to ${HIGHEST_SEED}`, text);
  if (last < first) throw refusal('expected a range that begins with its lower end', text);
  if (last - first >= MOST_SEEDS) throw refusal(`expected at most ${MOST_SEEDS} seeds`, text);
  return { first, last };
}

export function countSeeds({ first, last }: SeedRange): number {
  return last - first + 1;
}

function refusal(expected: string, found: string): ChaosError {
  return new ChaosError('bad_arguments', `--seeds: ${expected}, found ${JSON.stringify(found)}`);
}

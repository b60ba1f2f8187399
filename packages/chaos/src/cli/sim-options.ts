import { z } from 'zod';

import { ChaosError } from '../errors.ts';
import { parseSeeds, type SeedRange } from '../sim/seed-range.ts';
import { parseDuration } from '../temporal.ts';

/** Flags that only the simulation has. */
export const SIM_FLAGS = ['seeds', 'duration', 'workers', 'json', 'plan', 'trace', 'shrinkRuns'] as const;

/** Flags of `run` that the simulation shares with other environments. */
const SHARED = ['env', 'nodes', 'seed', 'store', 'name'] as const;

const DEFAULT_SEEDS: SeedRange = { first: 1, last: 100 };

function whole(least: number, most: number): z.ZodType<number> {
  const message = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}

/** Lets a function that throws {@link ChaosError} read a text. */
function read<Value>(parse: (text: string) => Value): z.ZodType<Value, unknown> {
  return z.string().transform((text, context) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof ChaosError)) throw error;
      context.addIssue({ code: 'custom', message: error.message.replace(/^--\w+: /, '') });
      return z.NEVER;
    }
  });
}

function parseLength(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds >= 100 && milliseconds <= 86_400_000) return milliseconds;
  throw new ChaosError('bad_arguments', 'expected a duration from 100ms to 24 h');
}

const schema = z
  .strictObject({
    env: z.literal('sim'),
    seeds: read(parseSeeds),
    seed: read(parseSeeds),
    duration: read(parseLength),
    nodes: whole(1, 9),
    workers: whole(1, 1_000),
    shrinkRuns: whole(0, 100_000),
    json: z.boolean(),
    plan: z.string().min(1, 'expected a file'),
    trace: z.string().min(1, 'expected a file, or - for standard output'),
    store: z.string().min(1, 'expected a folder'),
    name: z
      .string()
      .regex(
        /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        'expected letters, digits, dots, dashes and underscores, at most 64',
      )
      .refine((name) => name !== 'latest', '"latest" is taken'),
  })
  .partial();

export interface SimSettings {
  readonly seeds: SeedRange;
  readonly plan?: string;
  /** Milliseconds of virtual time. */
  readonly duration?: number;
  readonly nodes?: number;
  readonly workers?: number;
  readonly shrinkRuns?: number;
  readonly json: boolean;
  readonly trace?: string;
  readonly store?: string;
  readonly name?: string;
}

/** Validates the flags of `run --env sim`. Throws `bad_arguments`, with every mistake. */
export function readSimSettings(flags: Readonly<Record<string, unknown>>): SimSettings {
  const parsed = schema.safeParse(flags);
  if (!parsed.success) throw refusal(parsed.error.issues.flatMap(describe));
  const { env: _, seed, seeds = seed ?? DEFAULT_SEEDS, json = false, ...rest } = parsed.data;
  const given = ['plan', 'seeds', 'seed'].filter((name) => flags[name] !== undefined);
  if (given.length > 1) throw refusal([`expected one of ${given.map(flagOf).join(' and ')}, found both`]);
  const drawn = ['nodes', 'duration'].filter((name) => flags[name] !== undefined);
  if (rest.plan !== undefined && drawn.length > 0)
    throw refusal([`${drawn.map(flagOf).join(', ')}: a plan says this itself`]);
  return { ...(rest as Partial<SimSettings>), seeds, json };
}

function describe(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map(
      (key) =>
        `${flagOf(key)} has no meaning in a simulation; known are ${[...SHARED, ...SIM_FLAGS].map(flagOf).join(', ')}`,
    );
  return [`${flagOf(String(issue.path[0]))}: ${issue.message}`];
}

export function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function refusal(lines: readonly string[]): ChaosError {
  return new ChaosError('bad_arguments', lines.map((line) => `command line: ${line}`).join('\n'));
}

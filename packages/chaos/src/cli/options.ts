import { z } from 'zod';

import { ChaosError } from '../errors.ts';
import { parseDuration } from '../temporal.ts';
import { WORKLOAD_NAMES } from '../workload/make-workload.ts';
import type { WorkloadName } from '../workload/workload.ts';

export const ENVIRONMENT_CHOICES = ['auto', 'docker', 'local'] as const;
export const SYSTEM_NAMES = ['seaworthy', 'naive'] as const;

function whole(least: number, most: number): z.ZodType<number> {
  const message = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number(message).int(message).min(least, message).max(most, message);
}

const seconds = z.union([z.string(), z.number()]).transform((given, context) => {
  try {
    const milliseconds = parseDuration(String(given));
    if (milliseconds >= 1000 && milliseconds <= 86_400_000) return milliseconds / 1000;
    context.addIssue({ code: 'custom', message: 'expected a duration from 1 s to 24 h' });
  } catch (error) {
    if (!(error instanceof ChaosError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
  return z.NEVER;
});

const list = z
  .union([z.string(), z.array(z.string())])
  .transform((given) =>
    (typeof given === 'string' ? given.split(',') : given)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  );

function oneOf<const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodEnum<{ [K in Names[number]]: K }> {
  return z.enum(names, {
    error: ({ input }) => `expected one of ${names.join(', ')}, found ${JSON.stringify(input)}`,
  });
}

/** What a run can be told, in an experiment file and, with the same names, by flags. */
const fields = {
  name: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
      'expected letters, digits, dots, dashes and underscores, at most 64',
    )
    .refine((name) => name !== 'latest', '"latest" is taken'),
  env: z.enum(ENVIRONMENT_CHOICES, {
    error: ({ input }) =>
      input === 'sim'
        ? 'a simulation takes flags alone: run --env sim --seeds 1..1000'
        : `expected one of ${ENVIRONMENT_CHOICES.join(', ')}, sim, found ${JSON.stringify(input)}`,
  }),
  system: oneOf(SYSTEM_NAMES),
  nodes: whole(1, 9),
  timeLimit: seconds,
  concurrency: whole(1, 1000),
  rate: z.coerce
    .number('expected operations per second')
    .positive('expected operations per second, above 0')
    .max(100_000, 'expected at most 100000 operations per second'),
  workload: oneOf(WORKLOAD_NAMES as readonly [WorkloadName, ...WorkloadName[]]),
  nemesis: list,
  seed: whole(0, 4_294_967_295),
  keep: z.boolean(),
  store: z.string().min(1, 'expected a folder'),
  server: z.string().min(1, 'expected a file'),
  image: z.string().min(1, 'expected an image'),
  keys: whole(1, 1000),
  minOperations: whole(0, 1_000_000_000),
};

const schema = z.strictObject(fields).partial();

export type RunSettings = z.infer<typeof schema>;

/** Validates settings. `source` says where they come from, for the message; all mistakes are told at once. */
export function readSettings(given: unknown, source: string): RunSettings {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message, code, ...issue }) => {
    if (code === 'unrecognized_keys' && 'keys' in issue) {
      const unknown = issue.keys.map((key) => JSON.stringify(key)).join(', ');
      return `unknown setting ${unknown}; known are ${Object.keys(fields).join(', ')}`;
    }
    return path.length === 0 ? message : `${nameOf(String(path[0]), source)}: ${message}`;
  });
  throw new ChaosError('bad_arguments', lines.map((line) => `${source}: ${line}`).join('\n'));
}

function nameOf(setting: string, source: string): string {
  if (source !== FLAGS) return setting;
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The source of settings from the command line. */
export const FLAGS = 'command line';

import { z } from 'zod';

import { invalidArgument } from '../errors.ts';
import { OPERATION_KINDS, type OperationKind } from './target.ts';

const count = (most: number): z.ZodInt => z.int().min(1).max(most);
const seconds = z.number().max(86_400);

/** How many of each kind of operation there are to so many of the others. */
export type Mix = Partial<Record<OperationKind, number>>;

const schema = z
  .strictObject({
    mix: z
      .partialRecord(z.enum(OPERATION_KINDS), z.int().min(1).max(1_000_000))
      .refine((mix) => Object.keys(mix).length > 0, 'expected at least one kind of operation')
      .refine(
        (mix) => mix.append === undefined || mix.cas === undefined,
        'append and cas do not go together: a value that grew is not the one that cas expects',
      )
      .default({ put: 1 }),
    /** Length of every value. */
    valueBytes: count(1_048_576).default(256),
    /** Length of every key. */
    keyBytes: z.int().min(16).max(4096).default(16),
    /** How many keys the operations are spread over. */
    keys: count(100_000_000).default(1000),
    /** `sequential` takes the keys in turn; with `zipfian`, few keys get most of the operations (exponent 0.99). */
    distribution: z.enum(['uniform', 'sequential', 'zipfian']).default('uniform'),
    /** Operations that are open at a time, over all connections; with a rate: at most. */
    inFlight: count(65_536).default(64),
    /** What is in flight is spread evenly over so many connections. */
    connections: count(10_000).default(1),
    /** Operations to begin per second, whatever becomes of them; null: the next one begins when one has ended. */
    rate: z.number().positive().max(10_000_000).nullable().default(null),
    /** Load that is not measured, before the first round. */
    warmupSeconds: seconds.min(0).default(2),
    /** Length of a round. */
    seconds: seconds.positive().default(5),
    rounds: count(1000).default(3),
    /** The same seed makes the same operations. */
    seed: z.int().min(0).max(0xffff_ffff).default(1),
    /** Whether every key is put once before the load. Default: if the mix has operations that need it to be there. */
    fill: z.boolean().optional(),
  })
  .refine(({ connections, inFlight }) => connections <= inFlight, {
    error: 'expected at least as many in flight as there are connections',
    path: ['inFlight'],
  })
  .transform((plan) => ({ ...plan, fill: plan.fill ?? needsKeys(plan.mix) }));

/** A load as data, all defaults in place. Lengths are in bytes. */
export type LoadPlan = z.output<typeof schema>;

/** A load as data; what is left out takes its default. */
export type LoadPlanInput = z.input<typeof schema>;

/** Checks a plan and puts the defaults in place. Throws `invalid_argument`, which tells all mistakes at once. */
export function parsePlan(input: unknown): LoadPlan {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw invalidArgument(`not a load plan: ${mistakes.join('; ')}`);
}

function needsKeys(mix: Mix): boolean {
  return mix.get !== undefined || mix['get-serializable'] !== undefined || mix.cas !== undefined;
}

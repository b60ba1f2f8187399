import { z } from 'zod';

import { ChaosError } from '../errors.ts';
import type { Plan } from './plan.ts';

const chance = z.number().min(0).max(1);
const ms = z.number().min(0).max(86_400_000);
const node = z.number().int().min(1).max(20);
const target = z.union([node, z.enum(['leader', 'follower', 'lagging', 'random'])], {
  error: 'expected the number of a node, leader, follower, lagging or random',
});
const common = { atMs: ms };
const lasting = { ...common, forMs: ms };

const fault = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('partition'),
      ...lasting,
      isolate: z.array(target),
      direction: z.enum(['both', 'in', 'out']),
    }),
    z.strictObject({
      type: z.literal('crash'),
      ...lasting,
      nodes: z.array(target),
      survival: chance.nullable(),
    }),
    z.strictObject({ type: z.literal('pause'), ...lasting, node: target }),
    z.strictObject({
      type: z.literal('clock-rate'),
      ...lasting,
      node: target,
      rate: z.number().positive().max(100),
    }),
    z.strictObject({ type: z.literal('clock-jump'), ...common, node: target, byMs: z.number() }),
    z.strictObject({
      type: z.literal('slow-disk'),
      ...lasting,
      node: target,
      factor: z.number().positive().max(1e6),
    }),
    z.strictObject({ type: z.literal('disk-full'), ...lasting, node: target }),
    z.strictObject({ type: z.literal('sync-failure'), ...common, node: target }),
    z.strictObject({
      type: z.enum(['bit-rot', 'torn-write', 'misdirected-write']),
      ...common,
      node: target,
    }),
    z.strictObject({ type: z.literal('transfer'), ...common, to: target }),
    z.strictObject({ type: z.literal('snapshot'), ...common, node: target }),
    z.strictObject({
      type: z.literal('membership'),
      ...common,
      add: z.array(node),
      addLearners: z.array(node),
      remove: z.array(target),
    }),
  ],
  { error: 'expected a fault with a known "type"' },
);

const plan = z.strictObject({
  seed: z.number().int().min(0).max(4_294_967_295),
  durationMs: z.number().min(1).max(86_400_000),
  size: z.number().int().min(1).max(9),
  spares: z.number().int().min(0).max(9),
  link: z.strictObject({
    minDelayMs: ms,
    maxDelayMs: ms,
    loss: chance,
    duplication: chance,
    reordering: chance,
  }),
  electionTimeoutMs: z.number().min(10).max(60_000),
  heartbeatMs: z.number().min(1).max(60_000),
  snapshotEveryEntries: z.number().int().min(1),
  keepEntries: z.number().int().min(0),
  maxAppendBytes: z.number().int().min(1),
  clients: z.number().int().min(1).max(1_000),
  operationsPerSecond: z.number().positive().max(100_000),
  keys: z.number().int().min(1).max(1_000),
  leaseDrift: z.number().min(0).max(1).nullable(),
  forwardProposals: z.boolean(),
  maxLogMemoryBytes: z.number().int().min(0),
  faults: z.array(fault).max(100_000),
}) satisfies z.ZodType<Plan>;

/** Validates a plan from outside; `source` says where it comes from. Throws `bad_arguments`, with every mistake. */
export function readPlan(given: unknown, source: string): Plan {
  const parsed = plan.safeParse(given);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(
    ({ path, message }) => `${source}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
  );
  throw new ChaosError('bad_arguments', lines.join('\n'));
}

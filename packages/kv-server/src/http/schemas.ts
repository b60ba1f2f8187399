import { z } from '@hono/zod-openapi';
import { ERROR_CODES } from '@seaworthy/client/wire';

import { HTTP_ERROR_CODES } from './http-error.ts';

const encoding = z.enum(['utf8', 'base64']);
const revision = z.int().min(0);

export const keyParameters = z.object({
  key: z.string().openapi({
    param: { name: 'key', in: 'path' },
    description: 'The key, percent-encoded; a slash is %2F, and %FF is one byte.',
  }),
});

export const getQuery = z.strictObject({
  consistency: z.enum(['linearizable', 'serializable']).default('linearizable').openapi({
    description:
      'linearizable: sees every write that was answered before. serializable: what this node has, at once.',
  }),
  encoding: encoding.default('utf8').openapi({ description: 'How to write the value in JSON.' }),
});

const number = (name: string, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,16}$/, `${name} is a whole number`)
    .transform(Number)
    .refine((value) => value <= maximum, `${name} is at most ${maximum}`)
    .openapi({ type: 'integer', minimum: 0, maximum });
const UINT32_MAX = 4_294_967_295;

/** Headers that make a write one of a session's; without them, a write whose answer is lost may have happened. */
export const sessionHeaders = z.object({
  'seaworthy-session': number('Seaworthy-Session', Number.MAX_SAFE_INTEGER).optional(),
  'seaworthy-sequence': number('Seaworthy-Sequence', UINT32_MAX).optional(),
  'seaworthy-floor': number('Seaworthy-Floor', UINT32_MAX).optional(),
});

export const putBody = z
  .strictObject({ value: z.string(), encoding: encoding.default('utf8') })
  .openapi('Value', { example: { value: 'hello' } });

export const casBody = z
  .strictObject({
    expected: z
      .string()
      .nullable()
      .openapi({ description: 'The value that must be there; null: no such key.' }),
    value: z.string(),
    encoding: encoding.default('utf8').openapi({ description: 'Of both values.' }),
  })
  .openapi('CompareAndSet', { example: { expected: 'hello', value: 'goodbye' } });

export const keyState = z
  .object({
    value: z.string(),
    encoding: encoding.openapi({ description: 'base64 whenever the value is no UTF-8.' }),
    createRevision: revision,
    modRevision: revision,
    version: z.int().min(1),
  })
  .openapi('KeyState');

export const getAnswer = keyState
  .extend({ revision: revision.openapi({ description: "The store's revision at the read." }) })
  .openapi('GetAnswer');

export const writeAnswer = z
  .object({
    succeeded: z
      .boolean()
      .openapi({ description: 'delete: something was there. cas: it matched. Otherwise true.' }),
    revision,
  })
  .openapi('WriteAnswer');

export const casAnswer = writeAnswer
  .extend({
    current: keyState.nullable().optional().openapi({ description: 'After a mismatch: the key as it is.' }),
  })
  .openapi('CompareAndSetAnswer');

export const sessionAnswer = z.object({ session: z.int().min(1), revision }).openapi('SessionAnswer');

export const errorBody = z
  .object({
    error: z.string().openapi({ description: 'For people.' }),
    code: z
      .enum([...ERROR_CODES, ...HTTP_ERROR_CODES])
      .openapi({ description: 'For programs; never changes its meaning.' }),
    retryable: z
      .boolean()
      .openapi({ description: 'Nothing was done, and the same request may succeed later or elsewhere.' }),
    leader: z.string().nullable().optional(),
    leaderUrl: z.string().nullable().optional(),
  })
  .openapi('Error');

export const statusAnswer = z
  .object({
    node: z.string(),
    cluster: z.string(),
    version: z.string(),
    role: z.enum(['follower', 'pre-candidate', 'candidate', 'leader']),
    term: z.int(),
    leader: z.string().nullable(),
    leaderUrl: z.string().nullable(),
    snapshot: z.int(),
    applied: z.int(),
    commit: z.int(),
    last: z.int(),
    lost: z
      .object({ term: z.int(), last: z.object({ index: z.int(), term: z.int() }).nullable() })
      .nullable()
      .openapi({
        description:
          'Set while entries up to this term are missing that were lost to damage, which reached to `last` where that is known: the node follows, but does not campaign.',
      }),
    voters: z.array(z.string()),
    peers: z.array(
      z.object({
        id: z.string(),
        match: z.int(),
        state: z.enum(['probe', 'replicate', 'snapshot']),
        recentlyActive: z.boolean(),
      }),
    ),
    revision,
    keys: z.int(),
    sessions: z.int(),
    stateHash: z
      .string()
      .optional()
      .openapi({ description: 'With ?hash=true: a digest of the state at `applied`.' }),
    clock: z.object({ wallMs: z.number(), monotonicMs: z.number() }),
  })
  .openapi('Status');

export type ServerStatus = Readonly<z.infer<typeof statusAnswer>>;

export const readinessAnswer = z
  .object({
    ready: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })).optional(),
  })
  .openapi('Readiness');

import { z } from 'zod';

const index = z.number().int().nonnegative();
const value = z.union([z.string(), z.number(), z.null()]);

/** A client's event as it may stand in a file. Histories written by other tools may lack `index`, `time` and `key`. */
const operationEvent = z.looseObject({
  index: index.optional(),
  time: z.number().nonnegative().optional(),
  process: z.number().int().nonnegative(),
  type: z.enum(['invoke', 'ok', 'fail', 'info']),
  f: z.enum(['read', 'get', 'write', 'put', 'append', 'delete', 'cas']),
  key: z.union([z.string(), z.number()]).optional(),
  value: z.union([value, z.boolean(), z.tuple([value, value])]).optional(),
  node: z.string().optional(),
  revision: z.number().optional(),
  current: value.optional(),
  error: z.string().optional(),
});

const faultRecord = z.looseObject({
  id: z.string(),
  kind: z.string(),
  nodes: z.array(z.string()),
  description: z.string(),
  status: z.enum(['installed', 'skipped', 'indeterminate']),
  reason: z.string().optional(),
  measured: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
});

const noteRecord = z.looseObject({
  kind: z.enum(['leader', 'recovered', 'phase']),
  node: z.string().optional(),
  term: z.number().int().nonnegative().optional(),
  description: z.string(),
});

const nemesisHead = {
  index: index.optional(),
  time: z.number().nonnegative().optional(),
  process: z.literal('nemesis'),
  type: z.literal('info'),
} as const;

const nemesisEvent = z.discriminatedUnion('f', [
  z.looseObject({ ...nemesisHead, f: z.literal('start'), value: faultRecord }),
  z.looseObject({ ...nemesisHead, f: z.literal('stop'), value: faultRecord }),
  z.looseObject({ ...nemesisHead, f: z.literal('note'), value: noteRecord }),
]);

export type RawOperationEvent = z.infer<typeof operationEvent>;
export type RawNemesisEvent = z.infer<typeof nemesisEvent>;

/** The form of one line, or the first thing that is wrong with it. */
export type Shape =
  | { readonly ok: true; readonly event: RawOperationEvent | RawNemesisEvent }
  | { readonly ok: false; readonly expected: string; readonly found: string };

export function readShape(json: unknown): Shape {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return { ok: false, expected: 'an event (a JSON object)', found: show(json) };
  }
  const { process } = json as Record<string, unknown>;
  if (process !== 'nemesis' && !(Number.isInteger(process) && (process as number) >= 0)) {
    return { ok: false, expected: '"process" to be a whole number or "nemesis"', found: show(process) };
  }
  const parsed = (process === 'nemesis' ? nemesisEvent : operationEvent).safeParse(json);
  if (parsed.success) return { ok: true, event: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path ?? [];
  const at = path.reduce<unknown>(
    (part, name) => (part as Record<PropertyKey, unknown> | undefined)?.[name],
    json,
  );
  const field = path.join('.');
  return { ok: false, expected: `"${field}" as ${wanted(field, issue?.message)}`, found: show(at) };
}

function wanted(field: string, message = 'a valid value'): string {
  switch (field) {
    case 'type':
      return 'invoke, ok, fail or info';
    case 'f':
      return 'read, get, write, put, append, delete or cas (start, stop or note for the nemesis)';
    case 'key':
      return 'a string or a number';
    case 'value':
      return 'a string, a number, null, a boolean, or [expected, new] of a cas';
    default:
      return `the format has it (${message})`;
  }
}

/** A value as it goes into an error message: JSON, cut short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

import type { Model } from '../model.ts';

/** An operation in the model's words, or as JSON where it has none. */
export function describeOperation<S, I, O>(
  model: Model<S, I, O>,
  { input, output }: { readonly input: I; readonly output: O | undefined },
): string {
  if (model.describe !== undefined) return model.describe(input, output);
  return output === undefined ? toJson(input) : `${toJson(input)} -> ${toJson(output)}`;
}

/** A state in the model's words; what it looks like where it has none. */
export function describeState<S, I, O>(model: Model<S, I, O>, state: S): string {
  if (model.describeState !== undefined) return model.describeState(state);
  return typeof state === 'object' && state !== null ? toJson(state) : String(state);
}

function toJson(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

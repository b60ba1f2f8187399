import { ArgumentError } from '../errors.ts';
import { builtInModels } from '../models/built-in.ts';
import type { Model } from '../model.ts';

/**
 * How another thread finds a model, for functions cannot be sent to it: by its name, if it is one of this package, or
 * by the module that exports it.
 */
export type ModelReference =
  | string
  | {
      /** The URL of the module. */
      readonly module: string | URL;
      /** The name of the export. Default: `default`. */
      readonly export?: string;
    };

/** A reference that can be sent to another thread. */
export type PortableReference = string | { readonly module: string; readonly export: string };

export function toPortable(reference: ModelReference): PortableReference {
  if (typeof reference === 'string') return reference;
  return { module: String(reference.module), export: reference.export ?? 'default' };
}

/** @throws {ArgumentError} when there is no such model. */
export async function importModel(reference: ModelReference): Promise<Model<unknown, unknown, unknown>> {
  const portable = toPortable(reference);
  const model = typeof portable === 'string' ? builtInModels.get(portable) : await importFrom(portable);
  if (isModel(model)) return model;
  if (typeof portable === 'string') {
    const known = [...builtInModels.keys()].join(', ');
    throw new ArgumentError(`expected the name of a model to be one of ${known}, found ${portable}`);
  }
  const expected = 'to be a model: an object with name, init and step';
  throw new ArgumentError(`expected the export ${portable.export} of ${portable.module} ${expected}`);
}

async function importFrom(reference: Exclude<PortableReference, string>): Promise<unknown> {
  try {
    const module = (await import(reference.module)) as Readonly<Record<string, unknown>>;
    return module[reference.export];
  } catch (cause) {
    throw new ArgumentError(
      `cannot import ${reference.module}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

function isModel(value: unknown): value is Model<unknown, unknown, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const { name, init, step } = value as Partial<Record<string, unknown>>;
  return typeof name === 'string' && typeof init === 'function' && typeof step === 'function';
}

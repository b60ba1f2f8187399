import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtInModels } from '../models/built-in.ts';
import type { BuiltInModel } from '../models/built-in.ts';
import { importModel } from '../parallel/import-model.ts';
import type { ModelReference } from '../parallel/import-model.ts';
import { UsageError } from './command.ts';

/** A model, and how to find it from another thread. */
export interface LoadedModel {
  readonly model: BuiltInModel;
  readonly reference: ModelReference;
}

/**
 * A model of this package by name, or one of a module by its path.
 *
 * @throws {UsageError} when there is none, or it cannot read histories.
 */
export async function loadModel(name: string): Promise<LoadedModel> {
  const builtIn = builtInModels.get(name);
  if (builtIn !== undefined) return { model: builtIn, reference: name };
  const url = name.startsWith('file:') ? name : pathToFileURL(resolve(name)).href;
  const reference = { module: url };
  try {
    const model = await importModel(reference);
    if (isCodec(model)) return { model, reference };
  } catch (error) {
    throw new UsageError(`cannot load the model ${name}: ${(error as Error).message}`, { cause: error });
  }
  throw new UsageError(`expected the model ${name} to read histories by readInput and readOutput`);
}

function isCodec(model: object): model is BuiltInModel {
  return ['readInput', 'readOutput'].every((name) => typeof Reflect.get(model, name) === 'function');
}

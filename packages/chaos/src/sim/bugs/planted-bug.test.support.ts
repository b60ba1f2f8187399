import type { Plan } from '../plan.ts';

/** A change of one source file. `find` must occur in it exactly once. */
export interface Edit {
  /** Below `packages/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug that others had, planted by small changes of the sources while they are bundled for one run. */
export interface PlantedBug {
  readonly id: string;
  readonly what: string;
  /** Where it happened, or what rules it out. */
  readonly precedent: string;
  readonly edits: readonly Edit[];
  /** What of the plans of its seeds is given, for bugs that need a certain kind of weather. */
  readonly overrides?: Partial<Plan>;
}

/** Throws unless every text that is to be found is there exactly once. */
export function plant(source: string, id: string, edits: readonly Edit[]): string {
  let planted = source;
  for (const { file, find, replace } of edits) {
    const parts = planted.split(find);
    if (parts.length !== 2)
      throw new Error(
        `${id}: expected ${file} to contain this exactly once, found it ${parts.length - 1} times:\n${find}`,
      );
    planted = parts.join(replace);
  }
  return planted;
}

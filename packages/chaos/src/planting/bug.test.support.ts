/** A change of one source file. `find` must occur in it exactly once. */
export interface Edit {
  /** Below `packages/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A bug, planted by small changes of the sources while they are bundled. */
export interface Bug {
  readonly id: string;
  readonly what: string;
  readonly edits: readonly Edit[];
}

/** Changes the source of one file. Throws unless every text that is to be found is there exactly once. */
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

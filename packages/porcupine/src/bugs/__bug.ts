/** A change of one source file. `find` must occur in it exactly once. */
export interface Edit {
  /** Below `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A small mistake in the checker. */
export interface Bug {
  readonly id: string;
  /** What goes wrong. */
  readonly what: string;
  readonly edit: Edit;
}

/** Changes a source. Throws unless what is to be found is there exactly once. */
export function plant(source: string, { id, edit: { file, find, replace } }: Bug): string {
  const parts = source.split(find);
  if (parts.length === 2) return parts.join(replace);
  throw new Error(
    `${id}: expected ${file} to contain this exactly once, found it ${parts.length - 1} times:\n${find}`,
  );
}

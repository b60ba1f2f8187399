/** The calls of a file system and its handles, by name. */
export type FileOperation =
  | 'open'
  | 'kind'
  | 'list'
  | 'makeDirectory'
  | 'rename'
  | 'remove'
  | 'syncDirectory'
  | 'lock'
  | 'size'
  | 'read'
  | 'write'
  | 'datasync'
  | 'truncate'
  | 'close';

/** A failure to come. */
export interface Fault {
  /** Default: any call. */
  readonly operation?: FileOperation;
  /** The POSIX name of the failure, such as `EIO`. */
  readonly code: string;
  /** Only calls on a path that contains this count. Default: all. */
  readonly path?: string;
  /** So many calls succeed first. Default 0. */
  readonly skip?: number;
  /** So many calls fail then. Default 1. */
  readonly times?: number;
}

/** What becomes of the next call. */
export type Step =
  | { readonly type: 'run' }
  /** It runs, and is the last thing that happens. */
  | { readonly type: 'last' }
  | { readonly type: 'fail'; readonly error: Error };

/** An error such as a real file system gives. */
export function fault(code: string, path: string): Error & { readonly code: string } {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Decides, call by call, which ones fail. */
export class FaultPlan {
  #faults: { readonly fault: Fault; skip: number; times: number }[] = [];
  #powerCutIn = Infinity;
  #calls = 0;

  get calls(): number {
    return this.#calls;
  }

  add(planned: Fault): void {
    this.#faults.push({ fault: planned, skip: planned.skip ?? 0, times: planned.times ?? 1 });
  }

  cutPowerAfter(count: number): void {
    this.#powerCutIn = count;
  }

  next(operation: FileOperation, path: string): Step {
    this.#calls += 1;
    this.#powerCutIn -= 1;
    if (this.#powerCutIn < 0) return { type: 'fail', error: fault('EPOWER', path) };
    if (this.#powerCutIn === 0) return { type: 'last' };
    for (const planned of this.#faults) {
      const { fault: wanted } = planned;
      if ((wanted.operation ?? operation) !== operation || !path.includes(wanted.path ?? '')) continue;
      if (planned.skip-- > 0) continue;
      planned.times -= 1;
      if (planned.times <= 0) this.#faults = this.#faults.filter((other) => other !== planned);
      return { type: 'fail', error: fault(wanted.code, path) };
    }
    return { type: 'run' };
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Plan } from './plan.ts';

/** What is kept of a failure. */
export interface KeptFailure {
  /** The plan as short as it could be made. */
  readonly planFile: string;
  /** The plan as it was drawn. */
  readonly originalFile: string;
  /** Everything that happened under the shorter plan, or null where it could not be run again. */
  readonly traceFile: string | null;
  /** Whether that run had the very trace of the one before; null where there was none. */
  readonly repeats: boolean | null;
}

/** The folder of one failing seed, within that of the run. */
export class FailureFolder {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  static async create(root: string, seed: number): Promise<FailureFolder> {
    const path = join(root, `seed-${seed}`);
    await mkdir(path, { recursive: true });
    return new FailureFolder(path);
  }

  get traceFile(): string {
    return join(this.#path, 'trace.txt');
  }

  async writePlans(original: Plan, shortened: Plan): Promise<void> {
    await writeFile(this.#originalFile, toJson(original));
    await writeFile(this.#planFile, toJson(shortened));
  }

  kept({ hasTrace, repeats }: { hasTrace: boolean; repeats: boolean | null }): KeptFailure {
    return {
      planFile: this.#planFile,
      originalFile: this.#originalFile,
      traceFile: hasTrace ? this.traceFile : null,
      repeats,
    };
  }

  get #planFile(): string {
    return join(this.#path, 'plan.json');
  }

  get #originalFile(): string {
    return join(this.#path, 'original.json');
  }
}

function toJson(plan: Plan): string {
  return `${JSON.stringify(plan, null, 2)}\n`;
}

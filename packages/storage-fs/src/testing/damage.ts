import type { Random } from '@seaworthy/core';

import { SECTOR_BYTES, type FileWrite, type SimulatedFile } from './simulated-file.ts';

/** Where the disk is to do wrong, and by whose chance. */
export interface DamageOptions {
  readonly random: Random;
  /** Only files whose path contains this. Default: all. */
  readonly path?: string;
}

/** What the disk did. Places are in bytes. */
export type Damage =
  | { readonly type: 'rot'; readonly path: string; readonly at: number; readonly bit: number }
  | {
      readonly type: 'torn';
      readonly path: string;
      readonly at: number;
      readonly of: number;
      readonly kept: number;
    }
  | {
      readonly type: 'misdirected';
      readonly path: string;
      readonly at: number;
      readonly bytes: number;
      readonly onto: string;
      readonly to: number;
    };

type Files = () => Iterable<readonly [path: string, file: SimulatedFile]>;

type Planned = DamageOptions &
  ({ readonly type: 'tear' } | { readonly type: 'misdirect'; readonly onto: string });

/** What the disk does wrong without saying so. */
export class DamagePlan {
  readonly #files: Files;
  readonly done: Damage[] = [];
  #planned: Planned[] = [];

  constructor(files: Files) {
    this.#files = files;
  }

  tearNext(options: DamageOptions): void {
    this.#planned.push({ ...options, type: 'tear' });
  }

  misdirectNext({ onto = '', ...options }: DamageOptions & { readonly onto?: string }): void {
    this.#planned.push({ ...options, type: 'misdirect', onto });
  }

  clear(): void {
    this.#planned = [];
  }

  rot({ random, path: part = '' }: DamageOptions): Damage | null {
    const victim = this.#choose(random, part);
    if (victim === null) return null;
    const [path, file] = victim;
    const damage: Damage = { type: 'rot', path, at: below(random, file.durableSize), bit: below(random, 8) };
    file.flip(damage.at, damage.bit);
    this.done.push(damage);
    return damage;
  }

  /** What is to become of this write on its way to the platters; null where all goes well. */
  next(file: SimulatedFile): FileWrite['goesWrong'] {
    if (this.#planned.length === 0) return null;
    // A file that is open may have got another name since.
    const path = [...this.#files()].find(([, other]) => other === file)?.[0];
    const planned =
      path === undefined ? undefined : this.#planned.find((one) => path.includes(one.path ?? ''));
    if (path === undefined || planned === undefined) return null;
    this.#planned = this.#planned.filter((other) => other !== planned);
    if (planned.type === 'tear') return (write) => this.#tear(planned, path, file, write);
    return (write) => this.#misdirect(planned, path, write);
  }

  #tear({ random }: Planned, path: string, file: SimulatedFile, write: FileWrite): void {
    const of = write.bytes.byteLength;
    const kept = below(random, of);
    file.reachPartly(write, kept);
    this.done.push({ type: 'torn', path, at: write.to - of, of, kept });
  }

  #misdirect(
    { random, onto }: Planned & { readonly type: 'misdirect' },
    path: string,
    write: FileWrite,
  ): void {
    const victim = this.#choose(random, onto);
    if (victim === null) return;
    const [name, file] = victim;
    const bytes = write.bytes.byteLength;
    const at = write.to - bytes;
    const sectors = Math.ceil(file.durableSize / SECTOR_BYTES);
    // Any sector but the one it was meant for.
    const own = name === path ? Math.floor(at / SECTOR_BYTES) : sectors;
    const chosen = below(random, Math.max(1, own < sectors ? sectors - 1 : sectors));
    const to = (chosen < own ? chosen : chosen + 1) * SECTOR_BYTES + (at % SECTOR_BYTES);
    file.strike(to, write.bytes);
    this.done.push({ type: 'misdirected', path, at, bytes, onto: name, to });
  }

  #choose(random: Random, part: string): readonly [string, SimulatedFile] | null {
    const fitting = [...this.#files()].filter(([path, file]) => path.includes(part) && file.durableSize > 0);
    fitting.sort(([a], [b]) => (a < b ? -1 : 1));
    return fitting[below(random, fitting.length)] ?? null;
  }
}

function below(random: Random, bound: number): number {
  return Math.floor((random.uint32() / 0x1_0000_0000) * bound);
}

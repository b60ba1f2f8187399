import { describe, expect, it } from 'vitest';

import type { SnapshotStore } from '../../ports/snapshot-store.ts';
import type { SnapshotMeta } from '../../raft/types.ts';
import { MemorySnapshotStore } from '../memory-snapshot-store.ts';
import { snapshotStoreConformance, type SnapshotStoreHarness } from './snapshot-store/index.ts';
import { concatenated } from './snapshot-store/support.ts';

class MemoryHarness implements SnapshotStoreHarness {
  #store = new MemorySnapshotStore();

  open(): Promise<SnapshotStore> {
    this.#store = new MemorySnapshotStore(this.#store);
    return Promise.resolve(this.#store);
  }

  crash(): Promise<void> {
    return Promise.resolve();
  }
}

describe('MemorySnapshotStore', () => {
  it.each(snapshotStoreConformance.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    await each.run(new MemoryHarness());
  });
});

/** What may be wrong with a {@link NaiveStore}, and the case that tells. */
const BUGS = {
  'begins with something': 'holds nothing at first',
  'acknowledges before it stored':
    'gives back what was written, whatever its length and its pieces, after a crash too',
  'takes an empty piece for the end': 'takes pieces without bytes, and none at all',
  'keeps pieces that are not its own': 'takes pieces whose memory is used again for the next one',
  'forgets addresses': 'keeps position, id and the whole configuration',
  'forgets who is left behind': 'keeps position, id and the whole configuration',
  'takes the last one written for the newest':
    'finds the newest by its index, in whatever order they were written',
  'keeps a failed write': 'leaves nothing of a write whose source fails',
  'keeps a failed write as a beginning': 'leaves nothing of a write whose source fails',
  'goes on with a failed write': 'stores a snapshot after a write of it failed',
  'stores as it goes': 'leaves nothing of a write that a crash interrupts',
  'keeps the first of a position':
    'puts the later of two snapshots of one position in the place of the other',
  'reads by position': 'never gives the bytes of another snapshot of the same position',
  'prunes the newest': 'keeps the newest ones when it prunes, as many as it is told',
  'prunes one too few': 'keeps the newest ones when it prunes, as many as it is told',
  'reads from the beginning': 'reads from any byte on',
  'fails to read at the end': 'has nothing to read behind the last byte',
  'reads the newest': 'reads an older snapshot while there are newer ones',
  'cannot be read while it writes': 'lets one be read while another is written or received',
  'can be read once at a time': 'lets two reads of one snapshot go on side by side',
  'ends a read when pruned': 'never passes a part for the whole when the snapshot goes away while it is read',
  'reads into the same memory again': 'gives out pieces that stay as they are while it reads on',
  'stays busy after a reader left': 'lets a reader stop early, and read again',
  'loses what it received in a crash': 'stores what it receives, durably',
  'keeps nothing of a failed reception':
    'keeps what came in before its source failed, and goes on from there',
  'still has a beginning of what is complete':
    'keeps what came in before its source failed, and goes on from there',
  'claims more than it has':
    'goes on after interruptions and crashes at any place, with nothing but what was sent',
  'claims more than it has after a crash': 'goes on after a crash amid reception',
  'shows what it receives': 'shows nothing of a snapshot that is not complete',
  'always goes on': 'begins anew when it is told to',
  'overwrites in place': 'begins anew with less than was there before',
  'receives by position': 'tells snapshots of one position apart by their ids',
  'keeps every beginning': 'discards what it has of one snapshot when it receives another',
  'fills gaps': 'refuses to go on behind a gap, and loses nothing by it',
  'discards what it has when it refuses': 'refuses to go on behind a gap, and loses nothing by it',
  'discards a beginning when it writes': 'keeps what it has of a snapshot while it writes and prunes others',
  'discards a beginning when it prunes': 'keeps what it has of a snapshot while it writes and prunes others',
  'mixes receptions': 'never mixes two receptions at once, whichever of them succeeds',
} as const;

type Bug = keyof typeof BUGS;

interface Stored {
  meta: SnapshotMeta;
  bytes: Uint8Array;
}

/** Stands for the disk: what is in it stays. */
class NaiveDisk {
  stored: Stored[] = [];
  partials: Stored[] = [];
  volatile: Stored[] = [];
  crashes = 0;
}

/** A store that is right but for one bug. */
class NaiveStore implements SnapshotStore {
  readonly #disk: NaiveDisk;
  readonly #bug: Bug | null;
  readonly #life: number;
  #busy = 0;
  #reading = false;

  constructor(disk: NaiveDisk, bug: Bug | null) {
    this.#disk = disk;
    this.#bug = bug;
    this.#life = disk.crashes;
  }

  #has(bug: Bug): boolean {
    return this.#bug === bug;
  }

  async latest(): Promise<SnapshotMeta | null> {
    const { stored, partials } = this.#disk;
    if (this.#has('begins with something') && stored.length === 0)
      return { index: 0, term: 0, id: 'x' } as unknown as SnapshotMeta;
    const all = this.#has('shows what it receives') ? [...stored, ...partials] : stored;
    if (this.#has('takes the last one written for the newest')) return all.at(-1)?.meta ?? null;
    return byAge(all).at(-1)?.meta ?? null;
  }

  async write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    if (this.#has('acknowledges before it stored')) {
      setImmediate(() => void this.#write(meta, chunks).catch(() => undefined));
      return;
    }
    await this.#write(meta, chunks);
  }

  async #write(meta: SnapshotMeta, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    if (this.#has('goes on with a failed write'))
      parts.push(...this.#disk.volatile.map(({ bytes }) => bytes));
    this.#busy += 1;
    try {
      for await (const chunk of chunks) {
        if (this.#has('takes an empty piece for the end') && chunk.byteLength === 0) break;
        parts.push(this.#has('keeps pieces that are not its own') ? chunk : new Uint8Array(chunk));
        if (this.#has('stores as it goes')) this.#store({ meta, bytes: concatenated(parts) });
      }
    } catch (error) {
      const begun = { meta, bytes: concatenated(parts) };
      if (this.#has('keeps a failed write')) this.#store(begun);
      if (this.#has('keeps a failed write as a beginning')) this.#disk.partials = [begun];
      if (this.#has('goes on with a failed write')) this.#disk.volatile = [begun];
      throw error;
    } finally {
      this.#busy -= 1;
    }
    if (this.#life !== this.#disk.crashes) throw new Error('crashed');
    if (this.#has('discards a beginning when it writes')) this.#disk.partials = [];
    this.#store({ meta, bytes: concatenated(parts) });
  }

  async received(meta: SnapshotMeta): Promise<number> {
    const there = this.#partial(meta)?.bytes.byteLength ?? 0;
    if (this.#has('claims more than it has') && there > 0) return there + 1;
    if (this.#has('claims more than it has after a crash') && this.#life > 0) return there + 1;
    return there;
  }

  async receive(meta: SnapshotMeta, offset: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const there = this.#partial(meta)?.bytes ?? new Uint8Array(0);
    const lies = this.#bug?.startsWith('claims') === true;
    if (offset > there.byteLength && !lies && !this.#has('fills gaps')) {
      if (this.#has('discards what it has when it refuses')) this.#disk.partials = [];
      throw new Error('a gap');
    }
    const start = this.#has('always goes on')
      ? there
      : concatenated([there, new Uint8Array(offset)]).slice(0, offset);
    const partial: Stored = { meta, bytes: start };
    if (!this.#has('keeps every beginning')) this.#disk.partials = [];
    if (!this.#has('mixes receptions') || this.#disk.volatile.length === 0) this.#disk.volatile = [partial];
    const target = this.#has('mixes receptions') ? (this.#disk.volatile[0] ?? partial) : partial;
    if (!this.#has('keeps nothing of a failed reception')) this.#disk.partials.push(target);
    for await (const chunk of chunks) {
      if (this.#life === this.#disk.crashes) target.bytes = concatenated([target.bytes, chunk]);
    }
    if (this.#life !== this.#disk.crashes) throw new Error('crashed');
    if (!this.#has('still has a beginning of what is complete'))
      this.#disk.partials = this.#disk.partials.filter((one) => one !== target);
    const rest = this.#has('overwrites in place')
      ? there.subarray(target.bytes.byteLength)
      : new Uint8Array(0);
    const complete = { meta, bytes: concatenated([target.bytes, rest]) };
    this.#store(complete);
    if (this.#has('loses what it received in a crash')) this.#disk.volatile = [complete];
  }

  async *read(meta: SnapshotMeta, offset = 0): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#has('cannot be read while it writes') && this.#busy > 0) throw new Error('busy');
    if (this.#reading && this.#has('can be read once at a time')) throw new Error('busy');
    if (this.#reading && this.#has('stays busy after a reader left')) throw new Error('busy');
    const found = this.#find(meta);
    if (found === undefined) throw new Error('not stored');
    const { bytes } = found;
    if (this.#has('fails to read at the end') && offset === bytes.byteLength)
      throw new Error('nothing there');
    this.#reading = true;
    const memory = new Uint8Array(50_000);
    for (let at = this.#has('reads from the beginning') ? 0 : offset; at < bytes.byteLength; at += 50_000) {
      if (this.#has('ends a read when pruned') && !this.#disk.stored.includes(found)) break;
      const piece = bytes.slice(at, at + 50_000);
      memory.set(piece);
      const given = this.#has('reads into the same memory again') ? memory.subarray(0, piece.length) : piece;
      yield await Promise.resolve(given);
    }
    this.#reading = false;
  }

  async prune(keep: number): Promise<void> {
    const sorted = byAge(this.#disk.stored);
    if (this.#has('discards a beginning when it prunes')) this.#disk.partials = [];
    if (this.#has('prunes the newest')) this.#disk.stored = sorted.slice(0, keep);
    else {
      const count = this.#has('prunes one too few') ? keep + 1 : keep;
      this.#disk.stored = count === 0 ? [] : sorted.slice(-count);
    }
  }

  #find(meta: SnapshotMeta): Stored | undefined {
    const { stored } = this.#disk;
    if (this.#has('reads the newest')) return byAge(stored).at(-1);
    if (this.#has('reads by position')) return stored.find((one) => one.meta.index === meta.index);
    return stored.find((one) => one.meta.id === meta.id && one.meta.term === meta.term);
  }

  #partial(meta: SnapshotMeta): Stored | undefined {
    if (this.#has('receives by position'))
      return this.#disk.partials.find((one) => one.meta.index === meta.index);
    return this.#disk.partials.find((one) => one.meta.id === meta.id);
  }

  #store({ meta, bytes }: Stored): void {
    const same = this.#disk.stored.findIndex((one) => one.meta.index === meta.index);
    if (same >= 0 && this.#has('keeps the first of a position')) return;
    if (same >= 0) this.#disk.stored.splice(same, 1);
    const { configuration } = meta;
    const kept = {
      ...configuration,
      ...(this.#has('forgets addresses') ? { addresses: {} } : {}),
      ...(this.#has('forgets who is left behind') ? { outgoing: [] } : {}),
    };
    this.#disk.stored.push({ meta: { ...meta, configuration: kept }, bytes });
  }
}

function byAge(all: readonly Stored[]): Stored[] {
  return [...all].sort((a, b) => a.meta.index - b.meta.index);
}

class NaiveHarness implements SnapshotStoreHarness {
  readonly #disk = new NaiveDisk();
  readonly #bug: Bug | null;

  constructor(bug: Bug | null) {
    this.#bug = bug;
  }

  open(): Promise<SnapshotStore> {
    return Promise.resolve(new NaiveStore(this.#disk, this.#bug));
  }

  crash(): Promise<void> {
    this.#disk.crashes += 1;
    if (this.#bug === 'loses what it received in a crash')
      this.#disk.stored = this.#disk.stored.filter(
        ({ meta }) => !this.#disk.volatile.some((lost) => lost.meta.id === meta.id),
      );
    return Promise.resolve();
  }
}

describe('a snapshot store that', () => {
  it.each(Object.entries(BUGS) as [Bug, string][])('%s is caught by its case', async (bug, name) => {
    const named = snapshotStoreConformance.find((each) => each.name === name);
    await expect(named?.run(new NaiveHarness(bug))).rejects.toThrow();
    await named?.run(new NaiveHarness(null));
  });
});

import { describe, expect, it } from 'vitest';

import type { LogStore, LogWrite, StoredLog } from '../../ports/log-store.ts';
import { logIndex, term, type Entry, type LogIndex, type LogPosition } from '../../raft/types.ts';
import { MemoryLogStore } from '../memory-log-store.ts';
import {
  logStoreConformance,
  logStoreFaultConformance,
  type LogStoreFaultHarness,
} from './log-store/index.ts';

class MemoryHarness implements LogStoreFaultHarness {
  #store = new MemoryLogStore();

  open(): Promise<LogStore> {
    this.#store = new MemoryLogStore(this.#store);
    return Promise.resolve(this.#store);
  }

  crash(): Promise<void> {
    return Promise.resolve();
  }

  failNext(): void {
    this.#store.failNext();
  }
}

const ALL = [...logStoreConformance, ...logStoreFaultConformance];

describe('MemoryLogStore', () => {
  it.each(ALL.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    await each.run(new MemoryHarness());
  });
});

/** A store that is right but for what a mutant overrides. */
class Wrapped implements LogStore {
  protected readonly inner: MemoryLogStore;

  constructor(inner: MemoryLogStore) {
    this.inner = inner;
  }

  load(omitThrough?: LogIndex): Promise<StoredLog> {
    return this.inner.load(omitThrough);
  }
  read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    return this.inner.read(from, through, maxBytes);
  }
  append(write: LogWrite): Promise<void> {
    return this.inner.append(write);
  }
  compact(through: LogPosition): Promise<void> {
    return this.inner.compact(through);
  }
  reset(base: LogPosition): Promise<void> {
    return this.inner.reset(base);
  }
  close(): Promise<void> {
    return this.inner.close();
  }
}

function changed(write: LogWrite, change: (entry: Entry) => Entry): LogWrite {
  return { hardState: write.hardState, entries: write.entries.map(change) };
}

/** Runs `work` some turns of the microtask queue later. */
async function later(turns: number, work: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await Promise.resolve();
  await work();
}

class ForgetsATruncation extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    const [first] = write.entries;
    const { base, entries } = await this.inner.load();
    const behind =
      first === undefined ? [] : entries.slice(first.index - base.index - 1 + write.entries.length);
    await this.inner.append({ ...write, entries: [...write.entries, ...behind] });
  }
}

class ForgetsTheVoteBesideEntries extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    return this.inner.append(write.entries.length > 0 ? { ...write, hardState: null } : write);
  }
}

class KeepsAnOldVote extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    const { hardState } = await this.inner.load();
    const next = write.hardState;
    const votedFor = next?.votedFor ?? hardState.votedFor;
    await this.inner.append({ ...write, hardState: next === null ? null : { ...next, votedFor } });
  }
}

class ResolvesEarly extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    setImmediate(() => void this.inner.append(write).catch(() => undefined));
    return Promise.resolve();
  }
}

class SettlesOutOfOrder extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append(write);
    if (write.entries.some(({ data }) => data.byteLength > 100_000)) await later(50, () => Promise.resolve());
  }
}

class AppliesOutOfOrder extends Wrapped {
  override reset(base: LogPosition): Promise<void> {
    return later(5, () => this.inner.reset(base));
  }
}

class WritesTheTermLast extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append({ ...write, hardState: null });
    await later(5, () => this.inner.append({ ...write, entries: [] }));
  }
}

class CompactsTooMuch extends Wrapped {
  override async compact(through: LogPosition): Promise<void> {
    const { entries } = await this.inner.load();
    const next = entries.find(({ index }) => index === through.index + 1);
    await this.inner.compact(next ?? through);
  }
}

class ForgetsTheTermOfItsBase extends Wrapped {
  override compact(through: LogPosition): Promise<void> {
    return this.inner.compact({ ...through, term: term(0) });
  }
}

class GoesBackToAnOldBase extends Wrapped {
  override async compact(through: LogPosition): Promise<void> {
    const { base } = await this.inner.load();
    if (through.index < base.index) await this.inner.reset(through);
    else await this.inner.compact(through);
  }
}

class KeepsEntriesThroughAReset extends Wrapped {
  override async reset(base: LogPosition): Promise<void> {
    const { entries } = await this.inner.load();
    await this.inner.reset(base);
    await this.inner.append({ hardState: null, entries: entries.filter(({ index }) => index > base.index) });
  }
}

class IgnoresAReset extends Wrapped {
  override reset(base: LogPosition): Promise<void> {
    return base.index === 0 ? Promise.resolve() : this.inner.reset(base);
  }
}

class ClosesOnce extends Wrapped {
  #closed = false;
  override close(): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('closed already'));
    this.#closed = true;
    return this.inner.close();
  }
}

class LosesOnClosing extends Wrapped {
  #closed = false;
  override append(write: LogWrite): Promise<void> {
    return later(3, () => (this.#closed ? Promise.resolve() : this.inner.append(write)));
  }
  override close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }
}

class AcceptsAfterClosing extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append(write).catch(() => undefined);
  }
}

class FillsGaps extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    const { base, entries } = await this.inner.load();
    const next = base.index + entries.length + 1;
    await this.inner.append(
      changed(write, (entry) => ({ ...entry, index: logIndex(Math.min(entry.index, next)) })),
    );
  }
}

class TriesAgain extends Wrapped {
  #failed = false;
  override async append(write: LogWrite): Promise<void> {
    if (this.#failed) return;
    try {
      await this.inner.append(write);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}

class ServesWhatWasWaiting extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append(write).catch((error: unknown) => {
      if (write.entries[0]?.index === 1) throw error;
    });
  }
}

class LosesTheLogWhenItFails extends Wrapped {
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append(write).catch(async (error: unknown) => {
      await new MemoryLogStore(this.inner).reset({ index: logIndex(0), term: term(0) });
      throw error;
    });
  }
}

class StoresTheMemoryAroundAView extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    return this.inner.append(
      changed(write, (entry) => ({ ...entry, data: new Uint8Array(entry.data.buffer) })),
    );
  }
}

class ChangesWhatItIsGiven extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    for (const { data } of write.entries) data.fill(0, 0, 1);
    return this.inner.append(write);
  }
}

class TakesEverythingForACommand extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    return this.inner.append(changed(write, (entry) => ({ ...entry, kind: 'command' })));
  }
}

class DropsEmptyEntries extends Wrapped {
  override append(write: LogWrite): Promise<void> {
    return this.inner.append(
      changed(write, (entry) => (entry.data.byteLength > 0 ? entry : { ...entry, data: new Uint8Array(1) })),
    );
  }
}

class CountsIn32Bits extends Wrapped {
  override append({ hardState, entries }: LogWrite): Promise<void> {
    const shortened = hardState === null ? null : { ...hardState, term: term(hardState.term >>> 0) };
    return this.inner.append({ hardState: shortened, entries });
  }
}

class ShortensNames extends Wrapped {
  override append({ hardState, entries }: LogWrite): Promise<void> {
    const name = hardState?.votedFor ?? null;
    const votedFor = name === null ? null : (name.slice(0, 32) as typeof name);
    return this.inner.append({ hardState: hardState === null ? null : { ...hardState, votedFor }, entries });
  }
}

class GivesOutItsOwnList extends Wrapped {
  readonly #given: Entry[] = [];
  override async load(): Promise<StoredLog> {
    const stored = await this.inner.load();
    this.#given.push(...stored.entries);
    return { ...stored, entries: this.#given };
  }
  override async append(write: LogWrite): Promise<void> {
    await this.inner.append(write);
    this.#given.push(...write.entries);
  }
}

class BeginsAtOne extends Wrapped {
  override async load(): Promise<StoredLog> {
    const stored = await this.inner.load();
    if (stored.base.index > 0 || stored.entries.length > 0) return stored;
    return { ...stored, base: { index: logIndex(1), term: term(0) } };
  }
}

class OmitsTooMuch extends Wrapped {
  override load(omitThrough: LogIndex = logIndex(0)): Promise<StoredLog> {
    return this.inner.load(omitThrough > 0 ? logIndex(omitThrough + 1) : omitThrough);
  }
}

class ForgetsWhereTermsChange extends Wrapped {
  override async load(omitThrough?: LogIndex): Promise<StoredLog> {
    const { omitted, ...stored } = await this.inner.load(omitThrough);
    return omitted === undefined
      ? stored
      : { ...stored, omitted: { ...omitted, terms: omitted.terms.slice(0, 1) } };
  }
}

class OmitsWithoutSayingSo extends Wrapped {
  override async load(omitThrough?: LogIndex): Promise<StoredLog> {
    const { omitted: _, ...stored } = await this.inner.load(omitThrough);
    return stored;
  }
}

class ReadsFromTheNextOn extends Wrapped {
  override read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    return this.inner.read(from < through ? logIndex(from + 1) : from, through, maxBytes);
  }
}

class ReadsTheWholeRange extends Wrapped {
  override read(from: LogIndex, through: LogIndex): Promise<readonly Entry[] | null> {
    return this.inner.read(from, through, Number.MAX_SAFE_INTEGER);
  }
}

class ReadsNothingTooLarge extends Wrapped {
  override async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    const found = await this.inner.read(from, through, maxBytes);
    return found?.filter(({ data }) => data.byteLength <= maxBytes) ?? null;
  }
}

class ReadsWhatIsLeft extends Wrapped {
  override async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    for (let last: number = through; last >= from; last--) {
      const found = await this.inner.read(from, logIndex(last), maxBytes);
      if (found !== null) return found;
    }
    return null;
  }
}

class RemembersWhatItRead extends Wrapped {
  readonly #read = new Map<string, readonly Entry[] | null>();
  override async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    const key = `${from} ${through} ${maxBytes}`;
    const found = this.#read.get(key) ?? (await this.inner.read(from, through, maxBytes));
    this.#read.set(key, found);
    return found;
  }
}

class ReadsLate extends Wrapped {
  override async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    return this.inner.read(from, through, maxBytes);
  }
}

class ReadsWhenItIsOver extends Wrapped {
  override async read(from: LogIndex, through: LogIndex, maxBytes: number): Promise<readonly Entry[] | null> {
    return await this.inner.read(from, through, maxBytes).catch(() => null);
  }
}

type Mutant = new (inner: MemoryLogStore) => LogStore;

class MutantHarness implements LogStoreFaultHarness {
  readonly #mutant: Mutant;
  #inner = new MemoryLogStore();

  constructor(mutant: Mutant) {
    this.#mutant = mutant;
  }

  open(): Promise<LogStore> {
    this.#inner = new MemoryLogStore(this.#inner);
    return Promise.resolve(new this.#mutant(this.#inner));
  }

  crash(): Promise<void> {
    // What comes later comes too late.
    this.#inner = new MemoryLogStore(this.#inner);
    return Promise.resolve();
  }

  failNext(): void {
    this.#inner.failNext();
  }
}

const MUTANTS: readonly (readonly [Mutant, string])[] = [
  [ForgetsATruncation, 'replaces everything at and after the first index that is written again'],
  [ForgetsTheVoteBesideEntries, 'keeps term and vote, alone and together with entries'],
  [KeepsAnOldVote, 'forgets a vote when a later term begins without one'],
  [ResolvesEarly, 'has made durable whatever it acknowledged, though it crash while more is on its way'],
  [SettlesOutOfOrder, 'settles promises in the order of the calls'],
  [AppliesOutOfOrder, 'lets calls that do not wait for each other take effect in their order'],
  [WritesTheTermLast, 'never keeps an entry without the term and the vote of its write'],
  [CompactsTooMuch, 'forgets what was compacted, at most, and keeps what comes after it'],
  [ForgetsTheTermOfItsBase, 'tells the term of the position that it was compacted to'],
  [GoesBackToAnOldBase, 'compacts nothing twice'],
  [KeepsEntriesThroughAReset, 'is empty after a reset into its middle'],
  [IgnoresAReset, 'is empty after a reset to its very end, or back to its beginning'],
  [ClosesOnce, 'can be closed twice, at once and later'],
  [LosesOnClosing, 'makes durable on closing what nobody waited for'],
  [AcceptsAfterClosing, 'accepts nothing after it was closed'],
  [FillsGaps, 'refuses a write that would leave a gap, and everything after it'],
  [TriesAgain, 'accepts nothing after a write that failed'],
  [ServesWhatWasWaiting, 'rejects all calls that were waiting when a write failed, in their order'],
  [
    LosesTheLogWhenItFails,
    'still holds what it acknowledged before a write failed, and at most a part of what failed',
  ],
  [StoresTheMemoryAroundAView, 'stores the bytes of a view, and not what lies around it'],
  [ChangesWhatItIsGiven, 'stores the bytes of a view, and not what lies around it'],
  [TakesEverythingForACommand, 'keeps every kind of entry'],
  [DropsEmptyEntries, 'keeps data of any length, none among them'],
  [CountsIn32Bits, 'keeps terms and indices up to the largest whole numbers, and names of any length'],
  [ShortensNames, 'keeps terms and indices up to the largest whole numbers, and names of any length'],
  [GivesOutItsOwnList, 'does not change a log that it gave out'],
  [BeginsAtOne, 'begins with term 0, no vote, and an empty log from its beginning'],
  [OmitsTooMuch, 'tells the terms of the entries that it leaves out, and no more than may be'],
  [ForgetsWhereTermsChange, 'tells the terms of the entries that it leaves out, and no more than may be'],
  [OmitsWithoutSayingSo, 'goes on behind what it left out, replaces it and compacts it'],
  [ReadsFromTheNextOn, 'reads every entry that was acknowledged, alone and with those behind it'],
  [ReadsTheWholeRange, 'reads no more data than was asked for, but one entry at least'],
  [ReadsNothingTooLarge, 'reads no more data than was asked for, but one entry at least'],
  [ReadsWhatIsLeft, 'reads what replaced an entry, and nothing beyond the new end'],
  [RemembersWhatItRead, 'reads what it should between random calls'],
  [ReadsLate, 'reads the log as it was at the call, or nothing, while it is changed'],
  [ReadsWhenItIsOver, 'reads nothing after it was closed, but answers what was asked before'],
  [ReadsWhenItIsOver, 'reads nothing after a write that failed'],
];

describe('a log store that', () => {
  it.each(MUTANTS.map(([mutant, name]) => [mutant.name, mutant, name] as const))(
    '%s is caught by its case',
    async (_, mutant, name) => {
      const named = ALL.find((each) => each.name === name);
      await expect(named?.run(new MutantHarness(mutant))).rejects.toThrow();
    },
  );
});

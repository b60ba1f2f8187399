import { SeededRandom } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { happens, SECTOR_BYTES, SimulatedFile, type Survival } from './simulated-file.ts';

type Change =
  | { readonly type: 'write'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly type: 'truncate'; readonly length: number };

/** What a file is, with no regard to cost: both sides whole, and the changes between them. */
class NaiveFile {
  content: Uint8Array = new Uint8Array(0);
  durable: Uint8Array = new Uint8Array(0);
  pending: Change[] = [];

  change(change: Change): void {
    this.content = applied(this.content, change);
    this.pending.push(change);
  }

  sync(): void {
    for (const change of this.pending) this.durable = applied(this.durable, change);
    this.pending = [];
  }

  crash(survival: Survival | null): void {
    for (const change of survival === null ? [] : this.pending) this.survive(change, survival as Survival);
    this.pending = [];
    this.content = this.durable;
  }

  survive(change: Change, survival: Survival): void {
    if (change.type === 'truncate') {
      if (happens(survival)) this.durable = applied(this.durable, change);
      return;
    }
    const end = change.at + change.bytes.byteLength;
    for (let at = change.at; at < end;) {
      const next = Math.min(end, (Math.floor(at / SECTOR_BYTES) + 1) * SECTOR_BYTES);
      const bytes = change.bytes.subarray(at - change.at, next - change.at);
      if (happens(survival)) this.durable = applied(this.durable, { type: 'write', at, bytes });
      at = next;
    }
  }
}

function applied(content: Uint8Array, change: Change): Uint8Array {
  const length =
    change.type === 'truncate'
      ? change.length
      : Math.max(content.byteLength, change.at + change.bytes.byteLength);
  const result = new Uint8Array(length);
  result.set(content.subarray(0, length));
  if (change.type === 'write') result.set(change.bytes, change.at);
  return result;
}

describe('SimulatedFile', () => {
  it('is what a file that copies everything is', () => {
    let survivals = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const random = new SeededRandom(seed);
      const [file, naive] = [new SimulatedFile(), new NaiveFile()];
      let step = 0;
      const change = (): void => {
        if (random.chance(0.15)) {
          const length = random.below(5_000);
          file.truncate(length);
          naive.change({ type: 'truncate', length });
          return;
        }
        const bytes = new Uint8Array(1 + random.below(random.chance(0.2) ? 3_000 : 300)).fill(
          1 + (step % 255),
        );
        const at = random.below(4_000);
        file.write(at, bytes);
        naive.change({ type: 'write', at, bytes });
      };
      const crash = (): void => {
        const [chance, ofCrash] = [random.pick([0, 0.5, 1]), random.uint32()];
        file.crash({ random: new SeededRandom(ofCrash), chance });
        naive.crash({ random: new SeededRandom(ofCrash), chance });
        survivals += naive.content.byteLength > 0 ? 1 : 0;
      };
      for (step = 0; step < 80; step++) {
        const kind = random.fraction();
        if (kind < 0.7) change();
        else if (kind < 0.85) {
          file.sync();
          naive.sync();
        } else if (kind < 0.9) {
          file.failSync();
          naive.pending = [];
        } else if (kind < 0.95) crash();
        else {
          file.crash(null);
          naive.crash(null);
        }
        expect(file.size).toBe(naive.content.byteLength);
        expect(file.view().equals(naive.content), `seed ${seed}, step ${step}`).toBe(true);
        expect(file.durableSize).toBe(naive.durable.byteLength);
      }
      const copy = file.copy();
      for (const one of [file, copy]) one.crash(null);
      naive.crash(null);
      expect(copy.view().equals(naive.content)).toBe(true);
      expect(file.view().equals(naive.content)).toBe(true);
    }
    expect(survivals).toBeGreaterThan(300);
  });
});

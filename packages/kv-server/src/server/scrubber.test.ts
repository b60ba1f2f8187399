import { VirtualClock } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { Scrubber } from './scrubber.ts';

class Disk {
  readonly clock = new VirtualClock();
  damage: readonly Error[] = [];
  fails: Error | null = null;
  readonly log: string[] = [];
  readonly scrubber = new Scrubber({
    clock: this.clock,
    everyMs: 1000,
    scrub: () => this.#scrub(),
    onDamage: ({ message }) => this.log.push(message),
    renew: () => {
      this.log.push('renewed');
      return Promise.resolve();
    },
    onFailure: (error) => this.log.push(`failed: ${(error as Error).message}`),
  });

  /** Looks that were finished, that failed, and damages. */
  get counts(): readonly number[] {
    const { finished, failed, damages } = this.scrubber;
    return [finished, failed, damages];
  }

  async pass(ms: number): Promise<readonly string[]> {
    this.clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
    return this.log.splice(0);
  }

  async *#scrub(): AsyncGenerator<Error> {
    this.log.push('looked');
    await Promise.resolve();
    if (this.fails !== null) throw this.fails;
    yield* this.damage;
  }
}

describe('Scrubber', () => {
  it('looks now and then, and does nothing where all is well', async () => {
    const disk = new Disk();
    expect(await disk.pass(999)).toEqual([]);
    expect(await disk.pass(1)).toEqual(['looked']);
    expect(await disk.pass(1000)).toEqual(['looked']);
    expect(disk.counts).toEqual([2, 0, 0]);
  });

  it('tells of all damage, and has it written anew once', async () => {
    const disk = new Disk();
    disk.damage = [new Error('a segment'), new Error('a snapshot')];
    expect(await disk.pass(1000)).toEqual(['looked', 'a segment', 'a snapshot', 'renewed']);
    disk.damage = [];
    expect(await disk.pass(1000)).toEqual(['looked']);
    expect(disk.counts).toEqual([2, 0, 2]);
  });

  it('goes on when a look fails', async () => {
    const disk = new Disk();
    disk.fails = new Error('no more files');
    expect(await disk.pass(1000)).toEqual(['looked', 'failed: no more files']);
    expect(await disk.pass(1000)).toEqual(['looked', 'failed: no more files']);
    expect(disk.counts).toEqual([0, 2, 0]);
  });

  it('stops', async () => {
    const disk = new Disk();
    disk.scrubber.stop();
    expect(await disk.pass(5000)).toEqual([]);
  });
});

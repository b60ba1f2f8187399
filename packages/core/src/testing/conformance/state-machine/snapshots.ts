import assert from 'node:assert/strict';

import type { StateMachine } from '../../../ports/state-machine.ts';
import { SeededRandom } from '../../seeded-random.ts';
import type { StateMachineCase, StateMachineHarness } from './harness.ts';
import {
  assertSame,
  assertSameState,
  describeState,
  logOf,
  machineOf,
  pieces,
  read,
  restored,
} from './support.ts';

const FAILED = new Error('the source failed');

/** Brings the first `length` bytes, and fails then. */
async function* failing(all: Uint8Array, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  yield* pieces(all.subarray(0, length), 1_000);
  throw FAILED;
}

/** Asserts that a machine is in its old state, or refuses to say anything about its state. */
async function assertOldOrRefusing(
  harness: StateMachineHarness,
  machine: StateMachine<unknown>,
  old: unknown,
): Promise<void> {
  let found: unknown;
  try {
    found = await describeState(harness, machine);
  } catch {
    return;
  }
  assertSame(found, old, 'the state after a restore that failed');
}

/** What a machine does with snapshots of its state. */
export const snapshotCases: readonly StateMachineCase[] = [
  {
    name: 'restores the state that was captured',
    async run(harness: StateMachineHarness): Promise<void> {
      for (let seed = 1; seed <= 10; seed++) {
        const machine = machineOf(harness, logOf(harness, seed, seed * 30));
        const again = await restored(harness, await read(machine.snapshot()));
        await assertSameState(harness, again, machine);
        await assertSameState(harness, await restored(harness, await read(again.snapshot())), machine);
      }
    },
  },
  {
    name: 'restores from pieces of any size, none among them',
    async run(harness: StateMachineHarness): Promise<void> {
      const machine = machineOf(harness, logOf(harness, 2));
      const bytes = await read(machine.snapshot());
      for (const size of [1, 2, 7, 64, 4_096, bytes.byteLength + 1])
        await assertSameState(harness, await restored(harness, bytes, size), machine, `pieces of ${size}`);
      async function* withGaps(): AsyncGenerator<Uint8Array, void, undefined> {
        for await (const piece of pieces(bytes, 50)) {
          yield new Uint8Array(0);
          yield piece;
        }
        yield new Uint8Array(0);
      }
      const again = harness.create();
      await again.restore(withGaps());
      await assertSameState(harness, again, machine, 'empty pieces among others');
    },
  },
  {
    name: 'goes on from a snapshot as from the whole log',
    async run(harness: StateMachineHarness): Promise<void> {
      const random = new SeededRandom(8);
      for (let seed = 1; seed <= 10; seed++) {
        const log = logOf(harness, seed);
        const cut = random.below(log.length + 1);
        const whole = machineOf(harness, log.slice(0, cut));
        const late = await restored(harness, await read(whole.snapshot()));
        assertSame(late.apply(log.slice(cut)), whole.apply(log.slice(cut)), `the results from ${cut} on`);
        await assertSameState(harness, late, whole);
      }
    },
  },
  {
    name: 'captures the moment, though it is read while more is applied',
    async run(harness: StateMachineHarness): Promise<void> {
      const log = logOf(harness, 3, 400);
      const machine = machineOf(harness, log.slice(0, 200));
      const moment = machineOf(harness, log.slice(0, 200));
      const captured = machine.snapshot();
      machine.apply(log.slice(200, 300));
      const parts: Uint8Array[] = [];
      if (captured instanceof Uint8Array) parts.push(captured);
      else {
        let next = 300;
        for await (const part of captured) {
          parts.push(new Uint8Array(part));
          machine.apply(log.slice(next, next + 1));
          next = Math.min(next + 1, log.length);
        }
      }
      await assertSameState(harness, await restored(harness, new Uint8Array(Buffer.concat(parts))), moment);
    },
  },
  {
    name: 'keeps snapshots of several moments apart',
    async run(harness: StateMachineHarness): Promise<void> {
      const log = logOf(harness, 4, 90);
      const machine = harness.create();
      const captured = [0, 30, 60].map((from) => {
        machine.apply(log.slice(from, from + 30));
        return machine.snapshot();
      });
      const bytes = await Promise.all(captured.map(read));
      for (const [place, each] of bytes.entries())
        await assertSameState(
          harness,
          await restored(harness, each),
          machineOf(harness, log.slice(0, place * 30 + 30)),
          `the state of moment ${place}`,
        );
    },
  },
  {
    name: 'is not changed by being captured, nor by a snapshot that nobody reads to its end',
    async run(harness: StateMachineHarness): Promise<void> {
      const log = logOf(harness, 5);
      const [one, other] = [machineOf(harness, log.slice(0, 100)), machineOf(harness, log.slice(0, 100))];
      one.snapshot();
      const begun = one.snapshot();
      if (!(begun instanceof Uint8Array)) for await (const part of begun) if (part.byteLength >= 0) break;
      await read(one.snapshot());
      assertSame(one.apply(log.slice(100)), other.apply(log.slice(100)));
      await assertSameState(harness, one, other);
    },
  },
  {
    name: 'replaces all of an earlier state',
    async run(harness: StateMachineHarness): Promise<void> {
      for (const [count, before] of [
        [5, 300],
        [300, 5],
      ]) {
        const machine = machineOf(harness, logOf(harness, 6, count));
        const bytes = await read(machine.snapshot());
        const late = machineOf(harness, logOf(harness, 7, before));
        await late.restore(pieces(bytes, 1_000));
        await assertSameState(harness, late, machine);
      }
    },
  },
  {
    name: 'restores the state before the first command',
    async run(harness: StateMachineHarness): Promise<void> {
      const bytes = await read(harness.create().snapshot());
      const late = machineOf(harness, logOf(harness, 7));
      await late.restore(pieces(bytes, 1_000));
      await assertSameState(harness, late, harness.create());
      const log = logOf(harness, 8);
      assertSame(late.apply(log), harness.create().apply(log));
    },
  },
  {
    name: 'is as it was, or says that it is not, when the source of a restore fails',
    async run(harness: StateMachineHarness): Promise<void> {
      const bytes = await read(machineOf(harness, logOf(harness, 6)).snapshot());
      for (const share of [0, 0.3, 0.7, 1]) {
        const machine = machineOf(harness, logOf(harness, 7));
        const old = await describeState(harness, machine);
        const restoring = machine.restore(failing(bytes, Math.floor(bytes.byteLength * share)));
        await assert.rejects(
          restoring,
          `a source that failed ${share} of the way through was taken for whole`,
        );
        await assertOldOrRefusing(harness, machine, old);
      }
    },
  },
  {
    name: 'can be restored after a restore that failed',
    async run(harness: StateMachineHarness): Promise<void> {
      const sound = machineOf(harness, logOf(harness, 6));
      const bytes = await read(sound.snapshot());
      const machine = machineOf(harness, logOf(harness, 7));
      for (const share of [0.5, 1])
        await assert.rejects(machine.restore(failing(bytes, Math.floor(bytes.byteLength * share))));
      await machine.restore(pieces(bytes, 1_000));
      await assertSameState(harness, machine, sound);
    },
  },
];

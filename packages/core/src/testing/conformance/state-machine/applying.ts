import assert from 'node:assert/strict';

import { logIndex, term, type Entry } from '../../../raft/types.ts';
import { SeededRandom } from '../../seeded-random.ts';
import { withStrangeSurroundings } from './surroundings.ts';
import type { StateMachineCase, StateMachineHarness } from './harness.ts';
import { assertSame, assertSameState, describeState, logOf, machineOf } from './support.ts';

/** What a machine does with commands. */
export const applyingCases: readonly StateMachineCase[] = [
  {
    name: 'gives one result for each command, and none for none',
    async run(harness: StateMachineHarness): Promise<void> {
      const machine = harness.create();
      assert.equal(machine.apply([]).length, 0);
      const log = logOf(harness, 1);
      assert.equal(machine.apply(log.slice(0, 1)).length, 1);
      assert.equal(machine.apply(log.slice(1)).length, log.length - 1);
      assert.equal(machine.apply([]).length, 0);
    },
  },
  {
    name: 'comes to the same results and the same state by the same log',
    async run(harness: StateMachineHarness): Promise<void> {
      for (let seed = 1; seed <= 10; seed++) {
        const log = logOf(harness, seed);
        const [one, other] = [harness.create(), harness.create()];
        assertSame(other.apply(log), one.apply(log));
        await assertSameState(harness, other, one);
      }
    },
  },
  {
    name: 'comes to different states by different logs',
    async run(harness: StateMachineHarness): Promise<void> {
      const one = await describeState(harness, machineOf(harness, logOf(harness, 1)));
      const other = await describeState(harness, machineOf(harness, logOf(harness, 2)));
      assert.notDeepEqual(one, other, 'states cannot be told apart: the other cases would prove nothing');
      assert.notDeepEqual(one, await describeState(harness, harness.create()));
    },
  },
  {
    name: 'does not depend on how the log is cut into batches',
    async run(harness: StateMachineHarness): Promise<void> {
      for (let seed = 1; seed <= 10; seed++) {
        const random = new SeededRandom(seed);
        const log = logOf(harness, seed);
        const [whole, cut, single] = [harness.create(), harness.create(), harness.create()];
        const results = whole.apply(log);
        const ofBatches: unknown[] = [];
        for (let from = 0; from < log.length;) {
          const to = from + random.below(9);
          ofBatches.push(...cut.apply(log.slice(from, to)));
          from = to;
        }
        assertSame(ofBatches, results);
        assertSame(
          log.flatMap((entry) => single.apply([entry])),
          results,
        );
        await assertSameState(harness, cut, whole);
        await assertSameState(harness, single, whole);
      }
    },
  },
  {
    name: 'never fails, whatever a command says, and refuses alike everywhere',
    async run(harness: StateMachineHarness): Promise<void> {
      const random = new SeededRandom(5);
      const datas = logOf(harness, 5, 100).flatMap(({ data }) => [data, ...senseless(random, data)]);
      const log = [new Uint8Array(0), ...datas].map((data, place): Entry => ({
        index: logIndex(place + 1),
        term: term(1),
        kind: 'command',
        data,
      }));
      const [one, other] = [harness.create(), harness.create()];
      const results = one.apply(log);
      assert.equal(results.length, log.length);
      assertSame(other.apply(log), results);
      await assertSameState(harness, other, one);
    },
  },
  {
    name: 'leaves the commands as they are',
    async run(harness: StateMachineHarness): Promise<void> {
      const log = logOf(harness, 3);
      const before = log.map((entry) => ({ ...entry, data: new Uint8Array(entry.data) }));
      const machine = machineOf(harness, log);
      await describeState(harness, machine);
      assertSame(log, before, 'the commands');
    },
  },
  {
    name: 'knows no clock and no chance',
    async run(harness: StateMachineHarness): Promise<void> {
      const log = logOf(harness, 4);
      const [one, other] = [harness.create(), harness.create()];
      const results = withStrangeSurroundings({ time: 86_400_000, chance: 0.1 }, () =>
        log.flatMap((entry) => one.apply([entry])),
      );
      const elsewhere = withStrangeSurroundings({ time: 1_234_567_891_011, chance: 0.9 }, () =>
        other.apply(log),
      );
      assertSame(elsewhere, results);
      await assertSameState(harness, other, one);
    },
  },
];

/** Bytes that no client gave: some of a command, a command with other bytes in it, and others altogether. */
function senseless(random: SeededRandom, data: Uint8Array): Uint8Array[] {
  const altered = new Uint8Array(data);
  if (altered.byteLength > 0) altered[random.below(altered.byteLength)] = random.below(256);
  const other = Uint8Array.from({ length: random.below(40) }, () => random.below(256));
  return [data.slice(0, random.below(data.byteLength + 1)), altered, other];
}

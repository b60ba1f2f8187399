import fc from 'fast-check';
import { logIndex, term, type Entry } from '@seaworthy/core';
import { encodeCommand, NO_SESSION, stampTime, type Request, type SessionMark } from '@seaworthy/client/wire';
import { describe, expect, it } from 'vitest';

import { KvStateMachine } from './kv-state-machine.ts';
import { encodeSettings, INITIAL_SETTINGS } from './settings.ts';
import { RecordWriter } from './snapshot-records.ts';

type Step = { request: Request; mark: SessionMark; time: number } | { settings: Uint8Array };

const bytes = fc.uint8Array({ maxLength: 6 });
const key = fc.constantFrom(...['a', 'b', 'c', '\xff'].map((name) => Buffer.from(name, 'latin1')));
const request: fc.Arbitrary<Request> = fc.oneof(
  fc.constant<Request>({ op: 'open-session' }),
  fc.constant<Request>({ op: 'close-session' }),
  fc.record({ op: fc.constant('get' as const), key, serializable: fc.boolean() }),
  fc.record({ op: fc.constant('put' as const), key, value: bytes }),
  fc.record({ op: fc.constant('append' as const), key, value: bytes }),
  fc.record({ op: fc.constant('delete' as const), key }),
  fc.record({ op: fc.constant('cas' as const), key, expected: fc.option(bytes), value: bytes }),
);
const mark = fc.oneof(
  { weight: 1, arbitrary: fc.constant(NO_SESSION) },
  {
    weight: 3,
    arbitrary: fc.record({
      session: fc.nat({ max: 12 }),
      sequence: fc.nat({ max: 8 }),
      floor: fc.nat({ max: 6 }),
    }),
  },
);
const settings = fc.record({
  valueBytes: fc.integer({ min: 1, max: 8 }),
  sessionTtlMs: fc.integer({ min: 1, max: 200 }),
  maxSessions: fc.integer({ min: 1, max: 3 }),
  maxSessionAnswers: fc.integer({ min: 1, max: 4 }),
  maxSessionAnswerBytes: fc.integer({ min: 1, max: 20 }),
});
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ request, mark, time: fc.nat({ max: 400 }) }) },
    { weight: 1, arbitrary: settings.map((value) => ({ settings: encodeSettings(value) })) },
  ),
  { maxLength: 60 },
);

function toLog(list: readonly Step[]): Entry[] {
  return list.map((step, position) => {
    let data: Uint8Array;
    if ('settings' in step) data = step.settings;
    else {
      data = encodeCommand(step.request, step.mark);
      stampTime(data, step.time);
    }
    return { index: logIndex(position + 1), term: term(1), kind: 'command', data };
  });
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function* inChunksOf(size: number, all: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
}

function recordOf(type: number, body: Uint8Array): Uint8Array {
  const writer = new RecordWriter(1);
  writer.add(type, [], body);
  return writer.take();
}

async function restored(all: Uint8Array, chunkBytes = 65_536): Promise<KvStateMachine> {
  const machine = new KvStateMachine();
  await machine.restore(inChunksOf(chunkBytes, all));
  return machine;
}

describe('replicas', () => {
  it('that apply the same log answer alike and end alike, whatever the batches', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 10 }), (list, batch) => {
        const [one, other] = [new KvStateMachine(), new KvStateMachine()];
        const log = toLog(list);
        const answers = log.flatMap((entry) => one.apply([entry]));
        const otherAnswers: unknown[] = [];
        for (let at = 0; at < log.length; at += batch)
          otherAnswers.push(...other.apply(log.slice(at, at + batch)));
        expect(otherAnswers).toEqual(answers);
        expect(other.hash()).toBe(one.hash());
      }),
    );
  });

  it('that start from a snapshot answer as those that saw the whole log', async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 97 }),
        async (list, cut, chunkBytes) => {
          const log = toLog(list);
          const whole = new KvStateMachine();
          whole.apply(log.slice(0, cut));
          const late = await restored(await collect(whole.snapshot()), chunkBytes);
          expect(late.hash()).toBe(whole.hash());
          expect(late.apply(log.slice(cut))).toEqual(whole.apply(log.slice(cut)));
          expect(late.hash()).toBe(whole.hash());
        },
      ),
    );
  });
});

describe('a snapshot', () => {
  const filled = (): { machine: KvStateMachine; log: Entry[] } => {
    const machine = new KvStateMachine();
    const value = new Uint8Array(100_000).fill(7);
    const log = toLog([
      { request: { op: 'open-session' }, mark: NO_SESSION, time: 1 },
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name, position) => ({
        request: { op: 'put' as const, key: Buffer.from(name), value },
        mark: { session: 1, sequence: position + 1, floor: 1 },
        time: position,
      })),
    ]);
    machine.apply(log);
    return { machine, log };
  };

  it('is of the moment it was asked for, though it is read later', async () => {
    const { machine, log } = filled();
    const before = machine.hash();
    const chunks = machine.snapshot();
    const [late] = toLog([{ request: { op: 'delete', key: Buffer.from('a') }, mark: NO_SESSION, time: 9 }]);
    machine.apply([{ ...(late as Entry), index: logIndex(log.length + 1) }]);
    expect(machine.hash()).not.toBe(before);
    expect((await restored(await collect(chunks))).hash()).toBe(before);
  });

  it('comes in several chunks when it is large', async () => {
    let chunks = 0;
    for await (const chunk of filled().machine.snapshot()) chunks += chunk.length > 0 ? 1 : 0;
    expect(chunks).toBeGreaterThan(2);
  });

  it('is refused when any byte of it changed, and when it is cut short or goes on', async () => {
    const machine = new KvStateMachine();
    machine.apply(filled().log.slice(0, 1));
    machine.apply(
      toLog([
        { settings: encodeSettings(INITIAL_SETTINGS) },
        {
          request: { op: 'put', key: Buffer.from('k'), value: Buffer.from('v') },
          mark: { session: 1, sequence: 1, floor: 1 },
          time: 3,
        },
      ]).map((entry) => ({ ...entry, index: logIndex(entry.index + 1) })),
    );
    const good = await collect(machine.snapshot());
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] as number) ^ 0x10;
      await expect(restored(bad), `byte ${at}`).rejects.toThrow(/corrupt snapshot/);
    }
    for (const length of [0, 1, good.length - 9, good.length - 1])
      await expect(restored(good.subarray(0, length))).rejects.toThrow(/corrupt snapshot/);
    await expect(restored(Buffer.concat([good, good.subarray(0, 3)]))).rejects.toThrow(/corrupt snapshot/);
    await expect(restored(Buffer.concat([good, recordOf(9, new Uint8Array(0))]))).rejects.toThrow(/goes on/);
  });

  it('of an unknown version is refused by name', async () => {
    const header = recordOf(1, Buffer.from(JSON.stringify({ format: 'seaworthy-kv', version: 99 })));
    await expect(restored(header)).rejects.toThrow(/version 99 is unknown/);
  });

  it('that is refused leaves the state as it was', async () => {
    const { machine } = filled();
    const before = machine.hash();
    await expect(machine.restore(inChunksOf(8, Buffer.from('rubbish rubbish')))).rejects.toThrow();
    expect(machine.hash()).toBe(before);
  });
});

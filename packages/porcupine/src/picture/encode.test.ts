import { describe, expect, it } from 'vitest';
import { check, checkHistory } from '../check.ts';
import { readHistory } from '../history/history.ts';
import { kv } from '../models/kv.ts';
import { ILLEGAL } from '../model.ts';
import { encodePicture } from './encode.ts';
import { sample, staleRead } from './sample.test.support.ts';

describe('the data of a picture', () => {
  it('holds every operation once, in the order of the calls', () => {
    const { operations, result } = sample({ keys: 3, operations: 200 });
    const { operations: columns } = encodePicture(operations, result, { model: kv });
    expect(columns.count).toBe(200);
    expect([...columns.id].sort((a, b) => a - b)).toEqual(operations.map(({ id }) => id));
    expect(columns.call).toEqual(columns.call.toSorted((a, b) => a - b));
    for (const [number, id] of columns.id.entries()) {
      const operation = operations.find((each) => each.id === id)!;
      expect(columns.process[number]).toBe(operation.process);
      expect(columns.return[number]).toBe(operation.return === Infinity ? null : operation.return);
      expect(columns.texts[columns.text[number]!]).toBe(kv.describe?.(operation.input, operation.output));
      expect(columns.types[columns.type[number]!]?.name).toBe(operation.input.f);
    }
    expect(columns.types.filter(({ readOnly }) => readOnly).map(({ name }) => name)).toEqual(['read']);
  });

  it('tells the states that the order of a valid history goes through', () => {
    const { operations, result } = sample();
    expect(result.verdict).toBe('valid');
    const { partitions, states, operations: columns } = encodePicture(operations, result, { model: kv });
    const [order] = partitions[0]!.orders;
    let state = kv.init();
    order!.operations.forEach((number, i) => {
      const { input, output } = operations.find(({ id }) => id === columns.id[number])!;
      expect(states[order!.states[i]!]).toBe(kv.describeState?.(state));
      const after = kv.step(state, input, output);
      if (after === ILLEGAL) throw new Error(`operation ${number} is illegal`);
      state = after;
    });
    expect(states[order!.states.at(-1)!]).toBe(kv.describeState?.(state));
    expect(partitions[0]!.violation).toBeNull();
  });

  it('of an invalid history has its longest linearizable prefix, what cannot follow, and orders that nearly work', () => {
    const { partitions, operations: columns } = encodePicture(staleRead, check(staleRead, kv), { model: kv });
    const [{ violation, orders }] = partitions as [(typeof partitions)[number]];
    const ids = (numbers: readonly number[]) => numbers.map((number) => columns.id[number]);
    expect(ids(violation!.operations)).toEqual([1, 2, 4]);
    expect(ids([violation!.culprit])).toEqual([4]);
    expect(violation!.completed).toBe(3);
    const [main, ...alternatives] = orders;
    expect(ids(main!.operations)).toEqual([1, 2, 3]);
    expect(ids(main!.blocked)).toEqual([4]);
    // With any one of the three left open, all that had been called by then can be ordered.
    expect(alternatives.map(({ blocked }) => ids(blocked)[0])).toEqual([1, 2, 4]);
    expect(columns.inferred).toEqual({ [columns.id.indexOf(7)]: 'undetermined' });
  });

  it('adds what failed and what the nemesis did, from a history', () => {
    const history = readHistory(
      [
        { process: 1, type: 'invoke', f: 'put', key: 'a', value: 1 },
        {
          process: 'nemesis',
          type: 'info',
          f: 'start',
          value: { id: 'f1', kind: 'kill', description: 'n1 killed' },
        },
        { process: 1, type: 'fail', f: 'put', key: 'a' },
        { process: 'nemesis', type: 'info', f: 'note', value: { kind: 'leader', node: 'n2', term: 3 } },
        { process: 1, type: 'invoke', f: 'get', key: 'a' },
        { process: 'nemesis', type: 'info', f: 'stop', value: { id: 'f1', kind: 'kill' } },
        { process: 1, type: 'ok', f: 'get', key: 'a', value: null },
        { process: 'nemesis', type: 'info', f: 'start-partition', value: ['n1'] },
        { process: 'nemesis', type: 'info', f: 'heal' },
      ],
      kv,
    );
    const data = encodePicture(history, checkHistory(history, kv), { model: kv });
    expect(data.operations.outcome).toEqual([1, 0]);
    expect(data.operations.partition).toEqual([0, 0]);
    expect(data.annotations.map(({ label, kind, from, to }) => [label, kind, from, to])).toEqual([
      ['kill', 'fault', 1, 5],
      ['n2, term 3', 'leader', 3, null],
      ['partition', 'fault', 7, null],
      ['heal', 'note', 8, 8],
    ]);
    expect(data.annotations[0]!.detail).toBe('n1 killed');
  });

  it('places annotations by time between the points that are known', () => {
    const { operations, result } = sample();
    const options = { model: kv, time: (point: number) => point * 10 };
    const last = Math.max(...operations.map(({ return: end }) => (end === Infinity ? 0 : end)));
    const { annotations, times } = encodePicture(operations, result, {
      ...options,
      annotations: [
        { label: 'a', kind: 'fault', fromMs: 105, toMs: 200 },
        { label: 'b', kind: 'fault', lane: 'n1', process: 2, fromMs: 300, toMs: Infinity },
        { label: 'c', kind: 'note', from: 7 },
      ],
    });
    expect(annotations[0]).toMatchObject({ from: 10.5, to: 20, lane: 'fault', process: null });
    expect(annotations[1]).toMatchObject({ from: 30, to: null, lane: 'n1', process: 2 });
    expect(annotations[2]).toMatchObject({ from: 7, to: 7 });
    expect(times?.at(-1)).toBe(last * 10);
  });

  it.each([
    [{ label: 'x', kind: 'fault', fromMs: 1 }, 'expected the option time'],
    [{ label: 'x', kind: 'fault' }, 'expected annotation x to have from or fromMs'],
    [{ label: 'x', kind: 'fault', from: 5, to: 4 }, 'expected annotation x to end after it began'],
    [{ label: 'x', kind: 'fault', from: NaN }, 'expected annotation x to end after it began'],
  ])('refuses an annotation that lies nowhere: %j', (annotation, message) => {
    const { operations, result } = sample();
    expect(() => encodePicture(operations, result, { model: kv, annotations: [annotation] })).toThrow(
      message,
    );
  });

  it('is made for what could not be decided, too', () => {
    const { operations } = sample({ values: 2, lies: 0.05, operations: 300 });
    const result = check(operations, kv, { timeLimit: 0 });
    const data = encodePicture(operations, result, { model: kv });
    expect(data).toMatchObject({ verdict: 'unknown', reason: 'time' });
    expect(data.operations.count).toBe(300);
  });

  it('cuts texts that nobody could read', () => {
    const long = 'x'.repeat(100_000);
    const operations = staleRead.map((operation) =>
      operation.input.f === 'write'
        ? { ...operation, input: { ...operation.input, value: long } }
        : operation,
    );
    const model = {
      name: 'long',
      init: () => '',
      step: () => long,
      describe: () => long,
      describeState: () => long,
    };
    const data = encodePicture(operations, check(operations, model), { model });
    expect(JSON.stringify(data).length).toBeLessThan(20_000);
  });
});

import { describe, expect, it } from 'vitest';
import { fillOperations, loadOperations, type OperationSource } from './operations.ts';
import { parsePlan, type LoadPlanInput } from './plan.ts';

function take(source: OperationSource, count: number): { kind: string; key: string; value: string }[] {
  const taken = [];
  for (let left = count; left > 0; left--) {
    const operation = source.next();
    if (operation === null) break;
    const { kind, key, value } = operation;
    taken.push({ kind, key: Buffer.from(key).toString(), value: Buffer.from(value).toString('hex') });
  }
  return taken;
}

const load = (plan: LoadPlanInput, count: number) => take(loadOperations(parsePlan(plan)), count);

describe('the operations of a load', () => {
  it('are the same for the same seed, and others for another', () => {
    const plan = { mix: { get: 1, put: 1 }, keys: 1_000_000 };
    expect(load(plan, 100)).toEqual(load(plan, 100));
    expect(load({ ...plan, seed: 2 }, 100)).not.toEqual(load(plan, 100));
  });

  it('have the shares of the mix', () => {
    const kinds = load({ mix: { get: 90, put: 7, 'get-serializable': 3 } }, 20_000).map(({ kind }) => kind);
    const share = (kind: string): number => kinds.filter((each) => each === kind).length / kinds.length;
    expect(share('get')).toBeCloseTo(0.9, 1);
    expect(share('put')).toBeCloseTo(0.07, 1);
    expect(share('get-serializable')).toBeCloseTo(0.03, 1);
  });

  it('carry a value of the right length where they write, and none where they read', () => {
    for (const { kind, value } of load({ mix: { get: 1, put: 1, cas: 1 }, valueBytes: 100 }, 200))
      expect(value).toHaveLength(kind === 'get' ? 0 : 200);
  });

  it('write the value that the keys were filled with, so that cas finds what it expects', () => {
    const plan = parsePlan({ mix: { cas: 1 }, seed: 9 });
    const [filled] = take(fillOperations(plan), 1);
    expect(take(loadOperations(plan), 10).map(({ value }) => value)).toEqual(
      Array.from({ length: 10 }, () => filled?.value),
    );
  });

  it('fill every key once', () => {
    const filled = take(fillOperations(parsePlan({ keys: 300 })), 1000);
    expect(filled).toHaveLength(300);
    expect(new Set(filled.map(({ key }) => key)).size).toBe(300);
    expect(new Set(filled.map(({ kind }) => kind))).toEqual(new Set(['put']));
  });

  it.each([
    [256, 64],
    [4096, 16],
    [1_048_576, 2],
  ])('begin a value of %d bytes afresh at every append number %d', (valueBytes, limit) => {
    const plan = { mix: { append: 1 }, keys: 1, valueBytes };
    const kinds = load(plan, 2 * limit).map(({ kind }) => kind);
    const once = ['put', ...Array.from({ length: limit - 1 }, () => 'append')];
    expect(kinds).toEqual([...once, ...once]);
  });
});

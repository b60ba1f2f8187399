import { describe, expect, expectTypeOf, it } from 'vitest';
import { check } from './check.ts';
import { defineModel, defineNondeterministicModel } from './define-model.ts';
import { ILLEGAL } from './model.ts';
import type { Model } from './model.ts';
import type { Operation } from './operation.ts';

type Ask = 'pop' | { readonly push: number };

describe('defineModel', () => {
  const stack = defineModel({
    name: 'stack',
    init: (): number[] => [],
    step(state, input: Ask, output: number | null | undefined) {
      if (input !== 'pop') return [...state, input.push];
      return output === undefined || output === (state.at(-1) ?? null) ? state.slice(0, -1) : ILLEGAL;
    },
    equal: (a, b) => a.join() === b.join(),
  });

  it('infers the types, with states that cannot be written to', () => {
    expectTypeOf(stack).toEqualTypeOf<Model<readonly number[], Ask, number | null>>();
    const pop: Operation<Ask, number | null> = {
      id: 0,
      process: 0,
      input: 'pop',
      output: null,
      call: 0,
      return: 1,
    };
    expect(check([pop], stack).verdict).toBe('valid');
  });

  it('refuses, at compile time, what would go wrong', () => {
    defineModel({
      name: 'changes its state',
      init: (): number[] => [],
      step(state, input: number) {
        // @ts-expect-error a state is shared by all that comes after it
        state[0] = input;
        return state;
      },
      equal: (a, b) => a.join() === b.join(),
    });
    // @ts-expect-error without `equal`, no two states are ever the same
    defineModel({ name: 'no equal', init: (): number[] => [], step: (state, _input: number) => state });
    defineModel({ name: 'primitive', init: () => 0, step: (state, input: number) => state + input });
  });
});

describe('defineNondeterministicModel', () => {
  /** A bag: takes out anything that is in it. */
  const bag = defineNondeterministicModel<string, Ask, number | null>({
    name: 'bag',
    init: () => [''],
    step(state, input, output) {
      const items = state === '' ? [] : state.split(',').map(Number);
      if (input !== 'pop') return [[...items, input.push].sort().join()];
      if (items.length === 0) return output === null || output === undefined ? [state] : [];
      return items
        .filter((item) => output === undefined || item === output)
        .map((item) => items.toSpliced(items.indexOf(item), 1).join());
    },
    describeState: (state) => `{${state}}`,
  });
  const run = (...asked: readonly (readonly [Ask, number | null | undefined])[]) => {
    const operations = asked.map(([input, output], id): Operation<Ask, number | null> => ({
      id,
      process: 0,
      input,
      output,
      call: id * 2,
      return: id * 2 + 1,
    }));
    return check(operations, bag);
  };

  it('follows every choice', () => {
    const pushes = [1, 2, 3].map((push) => [{ push }, null] as const);
    expect(run(...pushes, ['pop', 2], ['pop', 1], ['pop', 3], ['pop', null]).verdict).toBe('valid');
    expect(run(...pushes, ['pop', 2], ['pop', 2]).verdict).toBe('invalid');
    expect(run(...pushes, ['pop', null]).verdict).toBe('invalid');
  });

  it('keeps in mind what an unknown answer leaves open', () => {
    const begin = [
      [{ push: 1 }, null],
      [{ push: 2 }, null],
      ['pop', undefined],
    ] as const;
    expect(run(...begin, ['pop', 1], ['pop', null]).verdict).toBe('valid');
    expect(run(...begin, ['pop', 2], ['pop', null]).verdict).toBe('valid');
    const result = run(...begin, ['pop', 3]);
    expect(result.verdict).toBe('invalid');
    expect(result.partitions[0]?.longestPartial?.state).toBe('{2} or {1}');
  });
});

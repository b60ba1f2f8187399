import { describe, expect, it } from 'vitest';
import type { HistoryEvent, OperationEvent } from '../history/event.ts';
import { pairHistory } from './pair.ts';

const event = (index: number, process: number, type: OperationEvent['type']): OperationEvent => ({
  index,
  time: index * 10,
  process,
  type,
  f: 'put',
  key: 'k',
  value: index,
});

describe('pairHistory', () => {
  it('pairs each invocation with what its own process heard', () => {
    const history = [event(0, 1, 'invoke'), event(1, 2, 'invoke'), event(2, 1, 'ok'), event(3, 2, 'fail')];
    const { operations, unplaced } = pairHistory(history);
    expect(operations.map(({ invoke, completion }) => [invoke.index, completion?.index])).toEqual([
      [0, 2],
      [1, 3],
    ]);
    expect(unplaced).toBe(0);
  });

  it('leaves an operation open that nothing completed', () => {
    expect(pairHistory([event(0, 1, 'invoke')]).operations[0]?.completion).toBeUndefined();
  });

  it('shows a malformed history as far as it goes and counts the rest', () => {
    const history = [event(0, 1, 'ok'), event(1, 1, 'invoke'), event(2, 1, 'invoke'), event(3, 1, 'ok')];
    const { operations, unplaced } = pairHistory(history);
    expect(operations.map(({ invoke, completion }) => [invoke.index, completion?.index])).toEqual([
      [1, undefined],
      [2, 3],
    ]);
    expect(unplaced).toBe(2);
  });

  it('keeps notes apart from operations and faults', () => {
    const note: HistoryEvent = {
      index: 0,
      time: 5,
      process: 'nemesis',
      type: 'info',
      f: 'note',
      value: { kind: 'leader', node: 'n1', term: 2, description: 'n1 leads' },
    };
    const { operations, notes } = pairHistory([note]);
    expect(operations).toEqual([]);
    expect(notes).toEqual([{ kind: 'leader', node: 'n1', term: 2, description: 'n1 leads', time: 5 }]);
  });
});

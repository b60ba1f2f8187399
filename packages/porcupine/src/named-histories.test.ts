import { describe, expect, it } from 'vitest';
import { checkHistory } from './check.ts';
import { readHistory } from './history/history.ts';
import { kv } from './models/kv.ts';
import type { CellModel } from './models/register.ts';
import { register } from './models/register.ts';

/** `"3 invoke write 7"`, `"3 ok read null"`: process, type, function, value (JSON). */
function check(model: CellModel, lines: readonly string[], key: string | null = 'k1') {
  const events = lines.map((line, index) => {
    const [process, type, f, value, current] = line.split(' ');
    return {
      index,
      process: process === 'nemesis' ? process : Number(process),
      type,
      f,
      key,
      value: value === undefined ? undefined : (JSON.parse(value) as unknown),
      ...(current === undefined ? {} : { current: JSON.parse(current) as unknown }),
    };
  });
  return checkHistory(readHistory(events, model), model);
}

function explain(model: CellModel, lines: readonly string[]) {
  const result = check(model, lines);
  expect(result.verdict).toBe('invalid');
  const [partition] = result.partitions;
  expect(partition?.explanation?.minimal).toBe(true);
  const { kind, sentence, operations, culprit } = partition!.explanation!;
  return { kind, sentence, operations, culprit };
}

describe('violations that have a name', () => {
  it('stale read', () => {
    const lines = [
      '1 invoke write 7',
      '1 ok write 7',
      '2 invoke write 9',
      '2 ok write 9',
      '3 invoke read',
      '3 ok read 7',
    ];
    expect(explain(register, lines)).toEqual({
      kind: 'stale-read',
      sentence:
        "process 3's read (index 4–5) on key k1 returned 7, but process 2's write of 9 (index 2–3) had finished " +
        'before it began and nothing wrote 7 afterwards',
      operations: [0, 2, 4],
      culprit: 4,
    });
  });

  it('stale read behind a read of the newer value whose write is still open', () => {
    const lines = [
      '1 invoke write 7',
      '1 ok write 7',
      '2 invoke write 9',
      '3 invoke read',
      '3 ok read 9',
      '4 invoke read',
      '4 ok read 7',
      '2 ok write 9',
    ];
    expect(explain(register, lines)).toEqual({
      kind: 'stale-read',
      sentence:
        "process 4's read (index 5–6) on key k1 returned 7, but process 3's read (index 3–4) had found 9 " +
        'before it began and nothing wrote 7 afterwards',
      operations: [0, 3, 5],
      culprit: 5,
    });
  });

  it('lost write', () => {
    expect(explain(kv, ['1 invoke put "a"', '1 ok put', '2 invoke get', '2 ok get null'])).toEqual({
      kind: 'lost-write',
      sentence:
        'process 2\'s read (index 2–3) on key k1 returned nothing, but process 1\'s write of "a" (index 0–1) had ' +
        'finished before it began and nothing deleted the key afterwards',
      operations: [0, 2],
      culprit: 2,
    });
  });

  it('lost update', () => {
    const lines = [
      '0 invoke write 1',
      '0 ok write 1',
      '1 invoke cas [1,2]',
      '2 invoke cas [1,3]',
      '1 ok cas true',
      '2 ok cas true',
    ];
    expect(explain(register, lines)).toEqual({
      kind: 'lost-update',
      sentence:
        "process 1's compare-and-set from 1 to 2 (index 2–4) and process 2's compare-and-set from 1 to 3 (index 3–5) " +
        'on key k1 both succeeded from 1, although that value was not written again in between',
      operations: [0, 2, 3],
      culprit: 3,
    });
  });

  it('dirty read', () => {
    const lines = ['1 invoke write 5', '1 fail write 5', '2 invoke read', '2 ok read 5'];
    expect(explain(register, lines)).toEqual({
      kind: 'dirty-read',
      sentence:
        "process 2's read (index 2–3) on key k1 returned 5, but only process 1's write of 5 (index 0–1) wrote that, " +
        'and it was reported as failed',
      operations: [2],
      culprit: 2,
    });
  });

  it('phantom value', () => {
    const lines = ['1 invoke write 5', '1 ok write 5', '2 invoke read', '2 ok read 6'];
    expect(explain(register, lines)).toMatchObject({ kind: 'phantom-value', operations: [2] });
  });

  it('read of a value that was written later', () => {
    const lines = ['2 invoke read', '2 ok read 5', '1 invoke write 5', '1 ok write 5'];
    expect(explain(register, lines)).toEqual({
      kind: 'future-read',
      sentence:
        "process 2's read (index 0–1) on key k1 returned 5 before process 1's write of 5 (index 2–3) began",
      operations: [0],
      culprit: 0,
    });
  });

  it('split brain: two leaders take appends', () => {
    const lines = [
      '1 invoke append "a"',
      '2 invoke append "b"',
      '1 ok append',
      '2 ok append',
      '3 invoke get',
      '4 invoke get',
      '3 ok get "a"',
      '4 ok get "b"',
    ];
    expect(explain(kv, lines)).toMatchObject({ kind: 'lost-append', culprit: 4 });
    const reads = [
      '1 invoke append "a"',
      '2 invoke append "b"',
      '3 invoke get',
      '4 invoke get',
      '3 ok get "ab"',
      '4 ok get "ba"',
    ];
    expect(explain(kv, reads)).toEqual({
      kind: 'diverging-reads',
      sentence:
        'process 3\'s read (index 2–4) on key k1 returned "ab" and process 4\'s read (index 3–5) returned "ba": ' +
        'neither value can grow into the other',
      operations: [2, 3],
      culprit: 3,
    });
  });

  it('lost append', () => {
    const lines = [
      '1 invoke append "a"',
      '1 ok append',
      '1 invoke append "b"',
      '1 ok append',
      '2 invoke get',
      '2 ok get "a"',
    ];
    expect(explain(kv, lines)).toEqual({
      kind: 'lost-append',
      sentence:
        'process 2\'s read (index 4–5) on key k1 returned "a", but process 1\'s append of "b" (index 2–3) had finished ' +
        'before it began and is missing',
      operations: [2, 4],
      culprit: 4,
    });
  });

  it('compare-and-set refused though it matched', () => {
    const lines = ['1 invoke write 1', '1 ok write 1', '2 invoke cas [1,2]', '2 ok cas false'];
    expect(explain(register, lines)).toEqual({
      kind: 'wrong-refusal',
      sentence:
        "process 2's compare-and-set from 1 to 2 (index 2–3) on key k1 was refused, although the value was 1 all " +
        "the time, as process 1's write of 1 (index 0–1) shows",
      operations: [0, 2],
      culprit: 2,
    });
  });

  it('compare-and-set refused by a stale value', () => {
    const lines = [
      '1 invoke write 1',
      '1 ok write 1',
      '1 invoke write 2',
      '1 ok write 2',
      '2 invoke cas [3,4]',
      '2 ok cas false 1',
    ];
    expect(explain(register, lines)).toMatchObject({ kind: 'stale-read', operations: [0, 2, 4], culprit: 4 });
  });
});

describe('histories that are linearizable', () => {
  const histories: Readonly<Record<string, readonly string[]>> = {
    'overlapping reads may see either value': [
      '1 invoke write 1',
      '2 invoke read',
      '3 invoke read',
      '2 ok read 1',
      '3 ok read null',
      '1 ok write 1',
    ],
    'a crashed write takes effect much later': [
      '1 invoke write 1',
      '1 info write 1',
      '2 invoke read',
      '2 ok read null',
      '2 invoke read',
      '2 ok read 1',
    ],
    'a crashed write never takes effect': ['1 invoke write 1', '2 invoke read', '2 ok read null'],
    'a process goes on after an unknown outcome': [
      '1 invoke write 1',
      '1 info write 1',
      '1 invoke write 2',
      '1 ok write 2',
      '1 invoke read',
      '1 ok read 1',
    ],
    'a refused compare-and-set is an answer': [
      '1 invoke write 1',
      '1 ok write 1',
      '2 invoke cas [2,3]',
      '2 ok cas false 1',
      '2 invoke read',
      '2 ok read 1',
    ],
    'a compare-and-set from nothing': [
      '1 invoke cas [null,1]',
      '1 ok cas true',
      '1 invoke read',
      '1 ok read 1',
    ],
    'a crashed compare-and-set explains a value': [
      '1 invoke write 1',
      '1 ok write 1',
      '2 invoke cas [1,2]',
      '2 info cas',
      '3 invoke read',
      '3 ok read 2',
    ],
    'faults are no operations': [
      'nemesis info kill',
      '1 invoke write 1',
      '1 ok write 1',
      'nemesis info start',
    ],
  };

  for (const [name, lines] of Object.entries(histories)) {
    it(name, () => {
      expect(check(register, lines).verdict).toBe('valid');
      expect(check(register, lines, null).verdict).toBe('valid');
      expect(check(kv, lines).verdict).toBe('valid');
    });
  }

  it('deletes say what they did, or not', () => {
    const lines = [
      '1 invoke delete',
      '1 ok delete false',
      '1 invoke put 1',
      '1 ok put',
      '1 invoke delete',
      '1 ok delete null',
      '1 invoke append 2',
      '1 ok append',
      '1 invoke get',
      '1 ok get "2"',
      '1 invoke delete',
      '1 ok delete true',
      '1 invoke get',
      '1 ok get null',
    ];
    expect(check(kv, lines).verdict).toBe('valid');
    expect(check(kv, ['1 invoke delete', '1 ok delete true']).verdict).toBe('invalid');
  });

  it('operations that failed did not happen', () => {
    const lines = ['1 invoke write 1', '1 fail write 1', '2 invoke read', '2 ok read null'];
    expect(check(register, lines).verdict).toBe('valid');
  });

  it('no operations at all', () => {
    const result = checkHistory(readHistory([], kv), kv);
    expect(result).toMatchObject({ verdict: 'valid', partitions: [], stats: { operations: 0 } });
  });
});

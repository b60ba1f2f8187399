import { describe, expect, it } from 'vitest';
import { isLinearizable } from '../../__brute-force.ts';
import { Rng } from '../../__rng.ts';
import { checkHistory, check } from '../../check.ts';
import { randomOperations } from '../../fast/__random-operations.ts';
import type { Shape, Subject } from '../../fast/__random-operations.ts';
import { readHistory } from '../../history/history.ts';
import type { Model } from '../../model.ts';
import { builtInModels } from '../../models/built-in.ts';
import { subjects } from '../__subjects.ts';

/** `1 read -> 5` is an operation of process 1; those joined by `|` overlap, and those after `;` come later. */
function explainText(model: string, text: string): { kind: string; sentence: string } {
  const events: object[] = [];
  for (const group of text.split(';')) {
    const operations = group.split('|').map((each) => {
      const [, process, f, value, answer] = /^(\d+) ([\w]+)(?: ([^->\s]+))?(?: -> (.+))?$/.exec(each.trim())!;
      return { process: Number(process), f, value: parse(value), answer: parse(answer) };
    });
    for (const { process, f, value } of operations) {
      events.push({ process, type: 'invoke', f, ...(value === undefined ? {} : { value }) });
    }
    for (const { process, f, value, answer } of operations) {
      if (answer === 'unknown') events.push({ process, type: 'info', f });
      else if (answer === 'failed') events.push({ process, type: 'fail', f });
      else events.push({ process, type: 'ok', f, value: answer === undefined ? value : answer });
    }
  }
  const built = builtInModels.get(model)!;
  const result = checkHistory(readHistory(events, built), built);
  expect(result.verdict).toBe('invalid');
  const { kind, sentence } = result.partitions.find(({ verdict }) => verdict === 'invalid')!.explanation!;
  return { kind, sentence };
}

function parse(text: string | undefined): unknown {
  if (text === undefined || text === 'unknown' || text === 'failed') return text;
  return JSON.parse(text);
}

describe('sentences about what cannot be ordered', () => {
  it.each([
    [
      'counter',
      '1 add 2; 2 read -> 0',
      'lost-update',
      /read .* returned 0, but what had been added before it began comes to 2 at least/,
    ],
    [
      'counter',
      '1 add 2; 2 read -> 5; 1 add 9',
      'phantom-value',
      /returned 5, but all that can have been added by then comes to 2 at most/,
    ],
    ['counter', '1 add 1 | 2 add 1 | 3 read -> 2 | 4 read -> 0; 4 read -> 1', 'lost-update', /at least/],
    [
      'counter',
      '1 add 1 -> unknown; 3 read -> 1; 4 read -> 0',
      'stale-read',
      /returned 0, but process 3's read .* had returned 1 before it began and nothing was taken away since/,
    ],
    [
      'set',
      '1 add 7; 2 contains 7 -> false',
      'lost-update',
      /contains of 7 .* did not find 7, but process 1's add of 7 .* had finished before it began/,
    ],
    ['set', '2 contains 7 -> true; 1 add 7', 'future-read', /found 7 before process 1's add of 7 .* began/],
    [
      'set',
      '1 add 7 -> failed; 2 contains 7 -> true',
      'dirty-read',
      /only process 1's add of 7 .* reported as failed/,
    ],
    ['set', '2 read -> [7]', 'phantom-value', /found 7, which nothing had added/],
    [
      'set',
      '1 add 7; 1 remove 7; 2 contains 7 -> true',
      'stale-read',
      /found 7, but process 1's remove of 7 .* nothing added it afterwards/,
    ],
    ['set', '1 add 0; 1 add 1; 2 read -> [0,0]', 'duplicate', /returned 0 more than once/],
    ['set', '1 add 7; 2 read -> [7,7]', 'duplicate', /returned 7 more than once/],
    ['set', '1 add 7 -> true; 2 add 7 -> true', 'lost-update', /found no 7 there yet, but process 1's add/],
    [
      'queue',
      '1 enqueue 7; 2 dequeue -> 8',
      'phantom-value',
      /dequeue .* returned 8, which nothing had put in/,
    ],
    ['queue', '2 dequeue -> 8; 1 enqueue 8', 'future-read', /returned 8 before process 1's enqueue of 8/],
    ['queue', '1 enqueue 7 -> failed; 2 dequeue -> 7', 'dirty-read', /reported as failed/],
    [
      'queue',
      '1 enqueue 7; 2 dequeue -> 7 | 3 dequeue -> 7',
      'duplicate',
      /both returned 7, which was put in only once/,
    ],
    [
      'queue',
      '1 enqueue 7; 2 dequeue -> null',
      'lost-element',
      /found the queue empty, but process 1's enqueue of 7 .* nothing had taken 7 out/,
    ],
    [
      'queue',
      '1 enqueue 7; 1 enqueue 8; 2 dequeue -> 8; 2 dequeue -> 7',
      'reordered',
      /returned 8, but process 1's enqueue of 7 .* had finished before process 1's enqueue of 8 .* began, and 7 was dequeued only later/,
    ],
    ['queue', '1 enqueue 7; 1 enqueue 8; 2 dequeue -> 8', 'reordered', /7 is still in the queue/],
    ['stack', '1 push 7; 2 pop -> 8', 'phantom-value', /pop .* returned 8, which nothing had put in/],
    [
      'stack',
      '1 push 7; 1 push 8; 2 pop -> 7',
      'reordered',
      /returned 7, but process 1's push of 8 .* had come upon it before the pop began, and 8 is still on the stack/,
    ],
    ['stack', '1 push 7; 2 pop -> null', 'lost-element', /found the stack empty/],
    [
      'mutex',
      '1 acquire -> true; 2 acquire -> true',
      'double-acquire',
      /acquire by 2 .* and process 1's acquire by 1 .* both succeeded/,
    ],
    [
      'mutex',
      '1 acquire -> true | 2 acquire -> true',
      'double-acquire',
      /cannot have been released in between/,
    ],
    ['mutex', '1 acquire -> true; 2 release -> true', 'wrong-release', /2 had never acquired the lock/],
    [
      'mutex',
      '1 acquire -> true; 1 release -> true; 1 release -> true',
      'wrong-release',
      /as often as it had acquired it/,
    ],
    ['mutex', '2 acquire -> false', 'wrong-refusal', /refused to 2, but nobody can have held the lock then/],
    ['mutex', '1 acquire -> true; 1 release -> false', 'wrong-refusal', /was not released since/],
    [
      'list-append',
      '1 append 7; 2 read -> [7,8]',
      'phantom-value',
      /read .* saw 8, which nothing had appended/,
    ],
    ['list-append', '2 read -> [8]; 1 append 8', 'future-read', /saw 8 before process 1's append of 8/],
    ['list-append', '1 append 7 -> failed; 2 read -> [7]', 'dirty-read', /reported as failed/],
    [
      'list-append',
      '1 append 7; 2 read -> [7,7]',
      'duplicate',
      /saw 7 2 times, but it had been appended once at most/,
    ],
    [
      'list-append',
      '1 append 7; 2 read -> []',
      'lost-append',
      /returned \[\], but process 1's append of 7 .* is missing/,
    ],
    [
      'list-append',
      '1 append 7; 1 append 8; 2 read -> [8,7]',
      'reordered',
      /append of 7 .* had finished before process 1's append of 8/,
    ],
    [
      'list-append',
      '1 append 7 | 2 append 8 | 3 read -> [7] | 4 read -> [8]',
      'diverging-reads',
      /neither list can grow into the other/,
    ],
    [
      'list-append',
      '1 append 7 -> unknown; 3 read -> [7]; 4 read -> []',
      'stale-read',
      /returned \[\], but process 3's read .* had returned \[7\] before it began/,
    ],
  ])('%s: %s', (model, text, kind, sentence) => {
    const reason = explainText(model, text);
    expect(reason.kind).toBe(kind);
    expect(reason.sentence).toMatch(sentence);
  });
});

const shape: Shape = { processes: 4, operations: 8, crashes: 0.1, lies: 0.15, shifts: 0.1 };
describe('reasons are proofs', () => {
  it('of counters', () => expectProofs(subjects.counters, 0.8));
  it('of sets', () => expectProofs(subjects.sets, 0.6));
  it('of queues', () => expectProofs(subjects.queues, 0.7));
  it('of stacks', () => expectProofs(subjects.stacks, 0.6));
  it('of locks', () => expectProofs(subjects.mutexes, 0.6));
  it('of lists', () => expectProofs(subjects.lists, 0.9));
});

/** No reason is found in a history that is linearizable, wherever it is looked for; most others have one. */
function expectProofs<S, I, O>(subject: Subject<S, I, O>, share: number): void {
  const { model } = subject;
  let [valid, invalid, named] = [0, 0, 0];
  for (let seed = 1; seed <= 3_000; seed++) {
    const operations = randomOperations(new Rng(seed), subject, shape);
    if (isLinearizable(model, operations)) {
      valid += 1;
      for (const part of model.partition?.(operations) ?? []) {
        for (const culprit of part.operations) {
          const violation = {
            key: null,
            core: part.operations,
            culprit,
            operations: part.operations,
            failed: [],
          };
          expect(model.explain?.(violation), `seed ${seed}`).toBeUndefined();
        }
      }
    } else {
      invalid += 1;
      if (kindOf(model, operations) !== 'unorderable') named += 1;
    }
  }
  expect(valid).toBeGreaterThan(300);
  expect(invalid).toBeGreaterThan(300);
  expect(named / invalid).toBeGreaterThan(share);
}

function kindOf<S, I, O>(
  model: Model<S, I, O>,
  operations: Parameters<typeof check<S, I, O>>[0],
): string | undefined {
  return check(operations, model).partitions.find(({ verdict }) => verdict === 'invalid')?.explanation?.kind;
}

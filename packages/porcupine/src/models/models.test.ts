import { describe, expect, it } from 'vitest';
import { checkHistory } from '../check.ts';
import { HistoryError } from '../errors.ts';
import { readHistory } from '../history/history.ts';
import { builtInModels } from './built-in.ts';

/** `"add 3"`, `"read -> 3"`, `"pop -> 2"`, one after the other; `"..."` for an outcome that is not known. */
function run(name: string, lines: readonly string[]) {
  const model = builtInModels.get(name)!;
  const events = lines.flatMap((line) => {
    const [request = '', answer] = line.split(' -> ');
    const [f, value] = request.split(' ');
    const asked = value === undefined ? {} : { value: JSON.parse(value) as unknown };
    const invocation = { process: 0, type: 'invoke', f, ...asked };
    if (answer === '...') return [invocation, { process: 0, type: 'info', f }];
    return [
      invocation,
      {
        process: 0,
        type: 'ok',
        f,
        ...(answer === undefined ? asked : { value: JSON.parse(answer) as unknown }),
      },
    ];
  });
  const history = readHistory(events, model);
  const described = history.operations.map(({ input, output }) => model.describe!(input, output));
  return { ...checkHistory(history, model), described };
}

const valid: readonly (readonly [string, readonly string[]])[] = [
  ['counter', ['read -> 0', 'add 3', 'increment', 'decrement 2', 'read -> 2', 'add -3', 'read -> -1']],
  ['counter', ['add 3 -> ...', 'read -> 0', 'read -> 3']],
  ['cas-register', ['read -> null', 'write 1', 'cas [1,2] -> true', 'cas [1,3] -> false', 'read -> 2']],
  [
    'set',
    [
      'add 1',
      'add 2 -> true',
      'contains 1 -> true',
      'add 1 -> false',
      'remove 2 -> true',
      'contains 2 -> false',
    ],
  ],
  [
    'set',
    ['read -> []', 'add 1', 'add "b"', 'read -> ["b",1]', 'remove 1', 'remove 1 -> false', 'read -> ["b"]'],
  ],
  ['set', ['add 1 -> ...', 'contains 1 -> false', 'contains 1 -> true']],
  ['queue', ['dequeue -> null', 'enqueue 1', 'enqueue 2', 'dequeue -> 1', 'dequeue -> 2', 'dequeue -> null']],
  ['queue', ['enqueue 1', 'enqueue 2', 'dequeue -> ...', 'dequeue -> 2']],
  ['stack', ['pop -> null', 'push 1', 'push 2', 'pop -> 2', 'push 3', 'pop -> 3', 'pop -> 1', 'pop -> null']],
  ['stack', ['push 1', 'push 2', 'pop -> ...', 'pop -> 1']],
  [
    'mutex',
    ['acquire', 'acquire "b" -> false', 'release', 'acquire "b"', 'release -> false', 'release "b" -> true'],
  ],
  ['mutex', ['acquire 1', 'release 1 -> ...', 'acquire 2']],
  [
    'list-append',
    ['read -> []', 'append 1', 'append "b"', 'read -> [1,"b"]', 'append 1', 'read -> [1,"b",1]'],
  ],
  ['list-append', ['append 1 -> ...', 'read -> []', 'read -> [1]']],
];

const invalid: readonly (readonly [string, readonly string[]])[] = [
  ['counter', ['add 3', 'read -> 2']],
  ['counter', ['add 3 -> ...', 'read -> 3', 'read -> 0']],
  ['cas-register', ['write 1', 'cas [2,3] -> true']],
  ['set', ['add 1', 'contains 1 -> false']],
  ['set', ['add 1 -> false']],
  ['set', ['add 1', 'add 2', 'read -> [1]']],
  ['set', ['add 1', 'read -> [1,1]']],
  ['set', ['add 1', 'remove 1 -> false']],
  ['queue', ['enqueue 1', 'enqueue 2', 'dequeue -> 2']],
  ['queue', ['enqueue 1', 'dequeue -> null']],
  ['queue', ['enqueue 1', 'dequeue -> 1', 'dequeue -> 1']],
  ['stack', ['push 1', 'push 2', 'pop -> 1']],
  ['stack', ['pop -> 1']],
  ['mutex', ['acquire 1', 'acquire 2']],
  ['mutex', ['acquire 1', 'acquire 1 -> true']],
  ['mutex', ['acquire 1', 'release 2']],
  ['mutex', ['acquire 1 -> false']],
  ['list-append', ['append 1', 'append 2', 'read -> [2,1]']],
  ['list-append', ['append 1', 'read -> []']],
];

describe('built-in models', () => {
  it.each(valid)('%s: %j is valid', (name, lines) => {
    expect(run(name, lines).verdict).toBe('valid');
  });

  it.each(invalid)('%s: %j is invalid', (name, lines) => {
    const { verdict, partitions } = run(name, lines);
    expect(verdict).toBe('invalid');
    expect(partitions.find((partition) => partition.verdict === 'invalid')?.explanation?.minimal).toBe(true);
  });

  it('keep keys apart', () => {
    for (const [name, lines] of valid) {
      const model = builtInModels.get(name)!;
      const [f, value] = lines[1]!.split(' -> ')[0]!.split(' ');
      const asked = value === undefined ? {} : { value: JSON.parse(value) as unknown };
      const events = ['a', 'b'].map((key, process) => ({ process, type: 'invoke', f, key, ...asked }));
      const { partitions } = checkHistory(readHistory(events, model), model);
      expect(partitions, name).toHaveLength(2);
    }
  });

  it('say what operations do', () => {
    const described = valid.flatMap(([name, lines]) => run(name, lines).described);
    expect([...new Set(described)]).toMatchInlineSnapshot(`
      [
        "read -> 0",
        "add 3",
        "add 1",
        "add -2",
        "read -> 2",
        "add -3",
        "read -> -1",
        "read -> 3",
        "read -> nothing",
        "write 1",
        "cas 1 to 2 -> done",
        "cas 1 to 3 -> refused",
        "add 2 -> done",
        "contains 1 -> yes",
        "add 1 -> was there already",
        "remove 2 -> done",
        "contains 2 -> no",
        "read -> {}",
        "add "b"",
        "read -> {"b", 1}",
        "remove 1",
        "remove 1 -> was not there",
        "read -> {"b"}",
        "add 1 -> unknown",
        "contains 1 -> no",
        "dequeue -> empty",
        "enqueue 1",
        "enqueue 2",
        "dequeue -> 1",
        "dequeue -> 2",
        "dequeue -> unknown",
        "pop -> empty",
        "push 1",
        "push 2",
        "pop -> 2",
        "push 3",
        "pop -> 3",
        "pop -> 1",
        "pop -> unknown",
        "acquire by 0",
        "acquire by "b" -> refused",
        "release by 0",
        "acquire by "b"",
        "release by 0 -> refused",
        "release by "b"",
        "acquire by 1",
        "release by 1 -> unknown",
        "acquire by 2",
        "read -> []",
        "append 1",
        "append "b"",
        "read -> [1, "b"]",
        "read -> [1, "b", 1]",
        "read -> [1]",
      ]
    `);
  });
});

describe('what built-in models refuse to read', () => {
  const cases: readonly (readonly [string, object, object, string, string])[] = [
    ['counter', { f: 'add' }, {}, 'INVALID_VALUE', '"value" of a add to be a whole number'],
    ['counter', { f: 'add', value: 1.5 }, {}, 'INVALID_VALUE', '"value" of a add to be a whole number'],
    ['counter', { f: 'read' }, { value: '1' }, 'INVALID_VALUE', 'the "value" read: a whole number'],
    [
      'counter',
      { f: 'write' },
      {},
      'UNKNOWN_FUNCTION',
      '"f" to be one of add, increment, inc, decrement, dec, read, get',
    ],
    ['set', { f: 'add', value: null }, {}, 'INVALID_VALUE', '"value" of a add to be a string or a number'],
    [
      'set',
      { f: 'read' },
      { value: 1 },
      'INVALID_VALUE',
      'the "value" read: an array of strings and numbers',
    ],
    [
      'set',
      { f: 'contains', value: 1 },
      { value: 1 },
      'INVALID_VALUE',
      'the answer of a contains: true or false',
    ],
    ['queue', { f: 'pop' }, {}, 'UNKNOWN_FUNCTION', '"f" to be one of enqueue, dequeue'],
    ['queue', { f: 'dequeue' }, {}, 'INVALID_VALUE', 'the "value" read: a string, a number or null'],
    ['stack', { f: 'push', value: {} }, {}, 'INVALID_VALUE', '"value" of a push to be a string or a number'],
    [
      'mutex',
      { f: 'acquire', value: [] },
      {},
      'INVALID_VALUE',
      'the owner of a acquire to be a string or a number',
    ],
    [
      'list-append',
      { f: 'read' },
      { value: [null] },
      'INVALID_VALUE',
      'the "value" read: an array of strings and numbers',
    ],
    ['list-append', { f: 'append', key: {} }, {}, 'INVALID_KEY', '"key" to be a string or a number'],
    ['cas-register', { f: 'put', value: 1 }, {}, 'UNKNOWN_FUNCTION', '"f" to be one of read, write, cas'],
  ];

  it.each(cases)('%s: %j, %j', (name, asked, answered, code, expected) => {
    const events = [
      { process: 0, type: 'invoke', ...asked },
      { process: 0, type: 'ok', ...asked, value: undefined, ...answered },
    ];
    const read = () => readHistory(events, builtInModels.get(name)!);
    expect(read).toThrow(HistoryError);
    expect(read).toThrow(expect.objectContaining({ code, expected }));
  });
});

import { describe, expect, it } from 'vitest';
import { kv } from '../models/kv.ts';
import { register } from '../models/register.ts';
import { readHistoryStream } from './bytes.ts';
import { HISTORY_FORMATS } from './format.ts';
import type { HistoryFormat } from './format.ts';
import { HistoryReader, parseHistory } from './history.ts';
import type { History } from './history.ts';
import { HistoryTextError } from './place.ts';

const LABS = `{:process 0, :type :invoke, :f :put, :key "0", :value "a"}
{:process 1, :type :invoke, :f :append, :key "0", :value "b \\" }"}
{:process 0, :type :ok, :f :put, :key "0", :value "a"}
{:process 1, :type :ok, :f :append, :key "0", :value "b \\" }"}
{:process 0, :type :invoke, :f :get, :key "1", :value nil}
{:process 0, :type :ok, :f :get, :key "1", :value ""}
`;
const LOG = `INFO  jepsen.core - Worker 0 starting
INFO  jepsen.util - 0\t:invoke\t:read\tnil
INFO  jepsen.util - 1\t:invoke\t:cas\t[3 4]
INFO  jepsen.util - 0\t:ok\t:read\tnil
INFO  jepsen.util - 1\t:fail\t:cas\t[3 4]
2014-09-01 INFO  jepsen.util - :nemesis\t:info\t:start\t"cut off n1"
INFO  jepsen.util - 0\t:invoke\t:write\t2
INFO  jepsen.util - 0\t:info\t:write\t:timed-out
INFO  jepsen.util - 2   :invoke   :read   nil
INFO  jepsen.util - 2   :fail   :read   :timed-out
INFO  jepsen.util - 3\t:invoke\t:cas\t[2 0]
INFO  jepsen.util - 3\t:ok\t:cas\t[2 0]
`;
const EDN = `; etcd, 5 nodes
[{:process 0, :type :invoke, :f :write, :value 3, :time 100, :index 0}
 {:process :nemesis, :type :info, :f :start-partition, :value {:id "p1"}, :time 101}
 #jepsen.history.Op{:process 1, :type :invoke, :f :cas, :value [3 4]
   ; what it found is not recorded
   :time 90}
 {:process 0, :type :ok, :f :write, :value 3} #_{:process 9}
 {:process 1, :type :fail, :f :cas, :value [3 4], :error :did-not-match}
 {:process 2, :type :invoke, :f :cas, :value [3 5N]}
 {:process 2, :type :ok, :f :cas, :value [3 5]}
 {:process 3, :type :invoke, :f :read, :value nil, :index -1}
 {:process 3, :type :info, :f :read, :error [:timeout "slow"]}]`;

/** What was asked and answered, one line per operation. */
function tell({ operations, failed, nemesis }: History<unknown, unknown>): string[] {
  const line = (word: string) => (operation: (typeof operations)[number]) => {
    const { process, input, output, return: end } = operation;
    return `${process} ${word}${end === Infinity ? '?' : ''} ${JSON.stringify(input)} -> ${JSON.stringify(output)}`;
  };
  return [
    ...operations.map(line('did')),
    ...failed.map(line('failed')),
    ...nemesis.map(({ f, fields }) => `nemesis ${f} ${JSON.stringify(fields['value'])}`),
  ];
}

describe("the logs of Porcupine's key-value labs", () => {
  it('are read, the empty text as an absent key', () => {
    expect(tell(parseHistory(LABS, kv))).toEqual([
      '0 did {"f":"write","key":"0","value":"a"} -> null',
      '1 did {"f":"append","key":"0","value":"b \\" }"} -> null',
      '0 did {"f":"read","key":"1"} -> null',
    ]);
  });

  it('may put and append the empty text', () => {
    const text = `
{:process 0, :type :invoke, :f :put, :key "0", :value ""}
{:process 0, :type :ok, :f :put, :key "0", :value ""}
{:process 0, :type :invoke, :f :append, :key "0", :value ""}
{:process 0, :type :ok, :f :append, :key "0", :value ""}`;
    expect(tell(parseHistory(text, kv))).toEqual([
      '0 did {"f":"delete","key":"0"} -> null',
      '0 did? {"f":"read","key":"0"} -> undefined',
    ]);
  });
});

describe("Jepsen's logs of etcd", () => {
  it('are read, a failed compare-and-set as a refused one, and other lines passed over', () => {
    expect(tell(parseHistory(LOG, register))).toEqual([
      '0 did {"f":"read","key":null} -> null',
      '1 did {"f":"cas","key":null,"expected":3,"value":4} -> false',
      '0 did? {"f":"write","key":null,"value":2} -> undefined',
      '3 did {"f":"cas","key":null,"expected":2,"value":0} -> true',
      '2 failed {"f":"read","key":null} -> undefined',
      'nemesis start "cut off n1"',
    ]);
  });

  it.each([
    ['INFO  jepsen.util - ', 21, 'an operation such as 0 :invoke :read nil', 'the end of the line'],
    ['INFO  jepsen.util - 0 invoke :read', 21, 'an operation such as 0 :invoke :read nil', '0 invoke :read'],
    ['INFO  jepsen.util - 0 :invoke :write [', 39, 'a value', 'the end'],
    ['INFO  jepsen.util - 0 :invoke :write 1 2', 40, 'one value', '2'],
    ['INFO  jepsen.util - 0 :start :read nil', 23, '"type" to be invoke, ok, fail or info', '"start"'],
    ['INFO  jepsen.util - 0 :invoke :frob nil', 31, '"f" to be one of read, get, write, put, cas', '"frob"'],
  ])('name the column of what is wrong: %s', (line, column, expected, found) => {
    expect(() => parseHistory(`${LOG}${line}`, register)).toThrow(
      `line 13, column ${column}: expected ${expected}, found ${found}`,
    );
  });
});

describe("Jepsen's EDN", () => {
  const expected = [
    '0 did {"f":"write","key":null,"value":3} -> null',
    '2 did {"f":"cas","key":null,"expected":3,"value":5} -> true',
    '3 did? {"f":"read","key":null} -> undefined',
    '1 failed {"f":"cas","key":null,"expected":3,"value":4} -> undefined',
    'nemesis start-partition {"id":"p1"}',
  ];

  it('is read from a vector, with tags, comments and dropped values', () => {
    expect(tell(parseHistory(EDN, register))).toEqual(expected);
  });

  it('is read from maps one after another, and from a list', () => {
    expect(tell(parseHistory(EDN.replace('[{', '{').replace(/\]$/, ''), register))).toEqual(expected);
    expect(tell(parseHistory(EDN.replace('[{', '({').replace(/\]$/, ')'), register))).toEqual(expected);
  });

  it('takes keys from independent tuples, also where a failure has none', () => {
    const text = `[{:process 0 :type :invoke :f :read :value ["a" nil]}
      {:process 1 :type :invoke :f :cas :value [7 [1 2]]}
      {:process 0 :type :ok :f :read :value ["a" 5]}
      {:process 1 :type :info :f :cas :value :timeout}
      {:process 2 :type :invoke :f :write :value [:b 3]}
      {:process 2 :type :ok :f :write :value [:b 3]}]`;
    expect(tell(parseHistory(text, register))).toEqual([
      '0 did {"f":"read","key":"a"} -> 5',
      '1 did? {"f":"cas","key":7,"expected":1,"value":2} -> undefined',
      '2 did {"f":"write","key":":b","value":3} -> null',
    ]);
    const mixed = text.replace(':value [:b 3]}', ':value 3}');
    expect(() => parseHistory(mixed, register)).toThrow(
      'line 5, column 50: expected :value to be [key value], as in the first operation, found 3',
    );
  });

  it('does not take the pair of a compare-and-set for a key', () => {
    const text = '{:process 0 :type :invoke :f :cas :value [1 2]}';
    expect(tell(parseHistory(text, register))).toEqual([
      '0 did? {"f":"cas","key":null,"expected":1,"value":2} -> undefined',
    ]);
  });

  it('knows characters, escapes, keywords, sets and decimals', () => {
    const read = (value: string) => {
      const text = `{:process 0 :type :invoke :f :write :value ${value}}`;
      const [operation] = parseHistory(text, register, { format: 'edn' }).operations;
      return operation?.input.f === 'write' ? operation.input.value : undefined;
    };
    expect(read('"a\\n\\u00e4\\"\\\\"')).toBe('a\nä"\\');
    expect(read('\\a')).toBe('a');
    expect(read('\\newline')).toBe('\n');
    expect(read('\\u00e4')).toBe('ä');
    expect(read('\\}')).toBe('}');
    expect(read(':yes')).toBe(':yes');
    expect(read('sym')).toBe('sym');
    expect(read('-1.5e3')).toBe(-1500);
    expect(read('2.50M')).toBe(2.5);
    expect(read('+7N')).toBe(7);
    expect(read('#inst "2014-01-01"')).toBe('2014-01-01');
    expect(read('#_ #_ 1 2 3')).toBe(3);
    expect(() => read('#{1 [2 (true)]}')).toThrow('found [2,[true]]');
    expect(() => read('{:a 1 "b" {[1] 2}}')).toThrow('found {"a":1,"b":{"[1]":2}}');
  });

  it.each([
    ['{:process 0, :type :invoke', 1, 27, 'a closing }', 'the end of the text'],
    ['{:process 0 :type :invoke :f}', 1, 29, 'a value for f', '}'],
    ['; a comment\n\n{:process 0 :f "open', 3, 21, 'a closing "', 'the end of the text'],
    ['{:process 0\n :type [1 2}', 2, 12, 'a closing ]', '}'],
    ['{:process 0}', 1, 1, '"type"', 'nothing'],
    ['oops {:process 0}', 1, 1, 'a map for each operation', 'oops {:process 0}'],
    ['#{{:process 0}}', 1, 2, 'a map for each operation', '#{'],
    ['[[1 2]]', 1, 2, 'a map for each operation', '[1 2]]'],
    ['[{:process :zero :type :invoke :f :read}]', 1, 12, '"process" to be', '"zero"'],
    ['{:process 0 :type :launch :f :read}', 1, 19, 'invoke, ok, fail or info', '"launch"'],
    ['{:process 0 :type :invoke\n :f :write\n :value 9007199254740993}', 3, 9, '2^53', '9007199254740993'],
    ['{:process 0 :value 1/2}', 1, 20, 'a number', '1/2}'],
    ['{:process 0 :value "\\q"}', 1, 21, 'an escape such as', '\\q'],
    ['{:process 0 :value \\wrong}', 1, 20, 'a character such as', '\\wrong'],
    ['{:process 0 :value # 1}', 1, 21, 'a tag after #', '1}'],
    [`{:process 0 :value ${'['.repeat(70)}`, 1, 83, 'values nested at most 64 deep', '['],
    [`{:process 0 :value ${'#_'.repeat(220)}}`, 1, 422, 'values nested at most 200 deep', 'more'],
  ])('is refused where it is wrong: %s', (text, line, column, expected, found) => {
    const parse = () => parseHistory(text, register, { format: 'edn' });
    expect(parse).toThrow(HistoryTextError);
    expect(parse).toThrow(expect.objectContaining({ line, column }));
    expect(parse).toThrow(
      new RegExp(`^line ${line}, column ${column}: expected .*${quote(expected)}.*${quote(found)}`),
    );
  });

  it('is refused where its vector does not end', () => {
    const text = '[{:process 0 :type :invoke :f :read}\n';
    expect(() => parseHistory(text, register)).toThrow(
      'line 2, column 1: expected a closing ], found the end of the text',
    );
  });

  it('is refused where times of an operation run backwards', () => {
    const text =
      '{:process 0 :type :invoke :f :read :time 5}\n{:process 0 :type :ok :f :read :value 1 :time 4}';
    expect(() => parseHistory(text, register)).toThrow(
      'line 2, column 47: expected "time" not to run backwards: at least 5, as of the invocation, found 4',
    );
  });

  it('is refused where an operation is too long, without having been read to its end', () => {
    const reader = new HistoryReader(register, { format: 'edn', maxEventLength: 1_000 });
    reader.write('{:process 0 :value "');
    let written = 0;
    expect(() => {
      for (; written < 1_000_000; written += 100) reader.write('x'.repeat(100));
    }).toThrow('line 1, column 1: expected at most 1000 characters in an operation, found more');
    expect(written).toBeLessThan(1_000);
  });
});

describe('any format', () => {
  it.each([
    ['INVALID_JSON', '{"process":1', 'jsonl', 1_000],
    ['INVALID_EDN', '{:process 0 :value 1/2}', 'edn', 1_000],
    ['INVALID_EDN', '{:process 0', 'edn', 1_000],
    ['INVALID_LOG_LINE', 'INFO  jepsen.util - 0 invoke :read', 'porcupine-etcd', 1_000],
    ['EVENT_TOO_LONG', '{:process 0 :type :invoke}', 'edn', 10],
    ['EVENT_TOO_LONG', '{"process":1}', 'jsonl', 10],
  ] as const)('tells what is wrong by a code: %s, %s', (code, text, format, maxEventLength) => {
    expect(() => parseHistory(text, register, { format, maxEventLength })).toThrow(
      expect.objectContaining({ code }),
    );
  });

  it('tells bytes that are not UTF-8 by a code', async () => {
    await expect(readHistoryStream([Uint8Array.of(0x7b, 0xff)], register)).rejects.toMatchObject({
      code: 'INVALID_UTF8',
      line: 1,
      column: 2,
    });
  });

  const JSONL = `{"process":0,"type":"invoke","f":"write","value":"}{[("}\n`;
  const samples: Readonly<Record<HistoryFormat, string>> = {
    jsonl: JSONL,
    edn: EDN,
    'porcupine-kv': LABS,
    'porcupine-etcd': LOG,
  };

  it.each(HISTORY_FORMATS)('%s is told by its look, however the text comes in pieces', (format) => {
    const model = format === 'porcupine-kv' ? kv : register;
    const whole = parseHistory(samples[format], model, { format });
    expect(tell(parseHistory(samples[format], model))).toEqual(tell(whole));
    for (const size of [1, 3, 40]) {
      const reader = new HistoryReader(model);
      for (let at = 0; at < samples[format].length; at += size)
        reader.write(samples[format].slice(at, at + size));
      expect(tell(reader.end())).toEqual(tell(whole));
    }
  });

  it.each([
    ['oops', 1, 'oops'],
    ['\n\n  <html>', 3, '<html>'],
    ['[{"process":0}]', 1, '[{"process":0}]'],
    ['\u001b[2J\u008b', 1, 'found \\u001b[2J\\u008b'],
  ])('what looks like none is refused: %j', (text, line, found) => {
    expect(() => parseHistory(text, kv)).toThrow(expect.objectContaining({ line }));
    expect(() => parseHistory(text, kv)).toThrow(found);
  });

  it('is told in no time from a head that is made to take long', () => {
    expect(() => parseHistory('#'.repeat(60_000), kv)).toThrow(expect.objectContaining({ column: 60_001 }));
  });

  it('names the formats there are', () => {
    expect(() => parseHistory('oops', kv)).toThrow(expect.objectContaining({ code: 'UNKNOWN_FORMAT' }));
    expect(() => parseHistory('oops', kv)).toThrow(
      'line 1, column 1: expected a history in one of the formats jsonl, edn, porcupine-kv, porcupine-etcd, found oops',
    );
  });

  it.each(HISTORY_FORMATS)('%s is refused when it is empty', (format) => {
    for (const text of ['', '\n', ' \n\n']) {
      expect(() => parseHistory(text, kv, { format })).toThrow(
        expect.objectContaining({ code: 'EMPTY_HISTORY' }),
      );
    }
  });
});

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

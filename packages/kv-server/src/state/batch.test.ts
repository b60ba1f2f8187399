import { logIndex, term, type Entry } from '@seaworthy/core';
import { encodeCommand, type Reply, type Request } from '@seaworthy/client/wire';
import { describe, expect, it } from 'vitest';

import { boundsOf, encodeBatch, isBatch } from './batch.ts';
import { KvStateMachine, type Replies } from './kv-state-machine.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const put = (key: string, value: string): Uint8Array =>
  encodeCommand({ op: 'put', key: text(key), value: text(value) });
const entry = (index: number, data: Uint8Array): Entry => ({
  index: logIndex(index),
  term: term(1),
  kind: 'command',
  data,
});
const codeOf = (reply: Reply | undefined): string | undefined =>
  reply?.ok === false ? reply.refusal.code : undefined;

describe('a batch', () => {
  it('holds the bytes of commands of any length, in their order', () => {
    const commands = [text('a'), new Uint8Array(0), text('longer'), new Uint8Array(70_000).fill(7)];
    const batch = encodeBatch(commands);
    expect(isBatch(batch)).toBe(true);
    const bounds = boundsOf(batch) ?? [];
    const found = commands.map((_, position) => batch.slice(bounds[2 * position], bounds[2 * position + 1]));
    expect(bounds).toHaveLength(2 * commands.length);
    expect(found.map((command) => [...command])).toEqual(commands.map((command) => [...command]));
    expect(isBatch(put('a', 'b'))).toBe(false);
  });

  it('is nothing where its commands do not fill it', () => {
    const batch = encodeBatch([text('ab'), text('cd')]);
    for (let length = 0; length < batch.length; length++) {
      const whole = length === 1 || length === 7;
      expect(boundsOf(batch.subarray(0, length)) === null, `${length} bytes`).toBe(!whole);
    }
    expect(boundsOf(Buffer.concat([batch, Uint8Array.of(0)]))).toBe(null);
  });

  it('does what its commands do one by one', () => {
    const requests: readonly Request[] = [
      { op: 'put', key: text('a'), value: text('1') },
      { op: 'append', key: text('a'), value: text('2') },
      { op: 'cas', key: text('a'), expected: text('0'), value: text('3') },
      { op: 'delete', key: text('b') },
      { op: 'cas', key: text('a'), expected: text('12'), value: text('4') },
    ];
    const commands = requests.map((request) => encodeCommand(request));
    const [together, apart] = [new KvStateMachine(), new KvStateMachine()];
    const [replies = []] = together.apply([entry(1, encodeBatch(commands))]);
    expect(replies).toEqual(
      commands.flatMap((command, at) => apart.apply([entry(at + 1, command)])[0] as Replies),
    );
    expect(replies).toHaveLength(5);
    expect(Buffer.from(together.get(text('a')).current?.value ?? [])).toEqual(Buffer.from('4'));
  });

  it('is refused where it is malformed, and where it would open a session: two would have one name', () => {
    const machine = new KvStateMachine();
    const [malformed = []] = machine.apply([entry(1, encodeBatch([put('a', '1')]).subarray(0, 20))]);
    expect(malformed.map(codeOf)).toEqual(['invalid_request']);
    const session = encodeCommand({ op: 'open-session' });
    const [replies = []] = machine.apply([entry(2, encodeBatch([put('a', '1'), session, session]))]);
    expect(replies.map(codeOf)).toEqual([undefined, 'invalid_request', 'invalid_request']);
    expect([machine.keys, machine.sessions]).toEqual([1, 0]);
  });
});

import { logIndex, term, type Entry } from '@seaworthy/core';
import {
  encodeCommand,
  NO_SESSION,
  stampTime,
  type Reply,
  type Request,
  type SessionMark,
} from '@seaworthy/client/wire';
import { describe, expect, it } from 'vitest';

import { KvStateMachine, type Replies } from './kv-state-machine.ts';
import { encodeSettings, INITIAL_SETTINGS } from './settings.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const string = (value: Uint8Array | undefined): string | undefined =>
  value === undefined ? undefined : new TextDecoder().decode(value);

/** A state machine with a log of its own. */
class Replica {
  readonly machine = new KvStateMachine();
  index = 0;

  entry(data: Uint8Array): Entry {
    this.index++;
    return { index: logIndex(this.index), term: term(1), kind: 'command', data };
  }

  apply(data: Uint8Array): Replies {
    return this.machine.apply([this.entry(data)])[0] as Replies;
  }

  run(request: Request, mark: SessionMark = NO_SESSION, time = 0): Reply {
    const data = encodeCommand(request, mark);
    stampTime(data, time);
    return this.apply(data)[0] as Reply;
  }

  openSession(time = 0): number {
    const reply = this.run({ op: 'open-session' }, NO_SESSION, time);
    if (!reply.ok) throw new Error(reply.refusal.message);
    return reply.answer.session;
  }
}

const put = (key: string, value: string): Request => ({ op: 'put', key: text(key), value: text(value) });
const append = (key: string, value: string): Request => ({
  op: 'append',
  key: text(key),
  value: text(value),
});
const remove = (key: string): Request => ({ op: 'delete', key: text(key) });
const cas = (key: string, expected: string | null, value: string): Request => ({
  op: 'cas',
  key: text(key),
  expected: expected === null ? null : text(expected),
  value: text(value),
});

function codeOf(reply: Reply): string {
  return reply.ok ? 'ok' : reply.refusal.code;
}

function revisionOf(reply: Reply): number {
  return reply.ok ? reply.answer.revision : -1;
}

function valueOf(replica: Replica, key: string): string | undefined {
  return string(replica.machine.get(text(key)).current?.value);
}

describe('the data model', () => {
  it('counts revisions and versions as etcd does', () => {
    const replica = new Replica();
    replica.run(put('a', '1'));
    replica.run(put('b', '2'));
    replica.run(append('a', '3'));
    expect(replica.machine.get(text('a'))).toEqual({
      succeeded: true,
      revision: 3,
      current: { value: text('13'), createRevision: 1, modRevision: 3, version: 2 },
      session: 0,
    });
    expect(revisionOf(replica.run(remove('a')))).toBe(4);
    replica.run(put('a', '4'));
    expect(replica.machine.get(text('a')).current).toMatchObject({
      createRevision: 5,
      modRevision: 5,
      version: 1,
    });
  });

  it('leaves the revision alone when nothing changes', () => {
    const replica = new Replica();
    replica.run(put('a', '1'));
    expect(replica.run(remove('b'))).toMatchObject({ ok: true, answer: { succeeded: false, revision: 1 } });
    expect(replica.run(cas('a', '2', '3'))).toEqual({
      ok: true,
      answer: {
        succeeded: false,
        revision: 1,
        current: { value: text('1'), createRevision: 1, modRevision: 1, version: 1 },
        session: 0,
      },
    });
    expect(replica.run(cas('b', '2', '3'))).toMatchObject({ answer: { succeeded: false, current: null } });
    expect(replica.machine.revision).toBe(1);
  });

  it('compares and sets, with null for an absent key', () => {
    const replica = new Replica();
    expect(replica.run(cas('a', null, '1'))).toMatchObject({ answer: { succeeded: true, revision: 1 } });
    expect(replica.run(cas('a', null, '2'))).toMatchObject({ answer: { succeeded: false } });
    expect(replica.run(cas('a', '1', '2'))).toMatchObject({
      answer: { succeeded: true, revision: 2, current: null },
    });
    expect(valueOf(replica, 'a')).toBe('2');
  });

  it('tells keys apart that are no text', () => {
    const replica = new Replica();
    replica.run({ op: 'put', key: Uint8Array.of(0xff, 0), value: text('x') });
    replica.run({ op: 'put', key: Uint8Array.of(0xfe, 0), value: text('y') });
    expect(string(replica.machine.get(Uint8Array.of(0xff, 0)).current?.value)).toBe('x');
  });

  it('refuses a value that is too large, also one that an append would make so', () => {
    const replica = new Replica();
    replica.machine.apply([replica.entry(encodeSettings({ ...INITIAL_SETTINGS, valueBytes: 4 }))]);
    expect(codeOf(replica.run(put('a', '12345')))).toBe('value_too_large');
    expect(codeOf(replica.run(put('a', '123')))).toBe('ok');
    expect(codeOf(replica.run(append('a', '45')))).toBe('value_too_large');
    expect(codeOf(replica.run(append('a', '4')))).toBe('ok');
    expect(valueOf(replica, 'a')).toBe('1234');
    expect(replica.machine.revision).toBe(2);
  });

  it('does not keep the frame that a value came in alive', () => {
    const replica = new Replica();
    const command = encodeCommand(put('a', 'small'));
    const frame = new Uint8Array(1_000_000);
    frame.set(command, 500);
    replica.machine.apply([replica.entry(frame.subarray(500, 500 + command.length))]);
    expect(valueOf(replica, 'a')).toBe('small');
    expect(replica.machine.get(text('a')).current?.value.buffer).not.toBe(frame.buffer);
  });

  it('gives a value of its own to an answer that a session may keep', () => {
    const replica = new Replica();
    replica.run(put('a', 'small'));
    const reply = replica.run(cas('a', 'other', 'x'));
    const kept = reply.ok ? reply.answer.current?.value : undefined;
    expect(string(kept)).toBe('small');
    expect(kept?.buffer.byteLength).toBeLessThan(100);
  });

  it('answers what it cannot read with a refusal, and never applies an entry twice', () => {
    const replica = new Replica();
    expect(codeOf(replica.apply(Uint8Array.of(1, 2, 3))[0] as Reply)).toBe('invalid_request');
    const entry = replica.entry(encodeCommand(put('a', '1')));
    replica.machine.apply([entry]);
    expect(() => replica.machine.apply([entry])).toThrow(/comes after/);
  });
});

describe('sessions', () => {
  const mark = (session: number, sequence: number, floor = 1): SessionMark => ({ session, sequence, floor });

  it('answers a repeated command as the first time', () => {
    const replica = new Replica();
    const session = replica.openSession();
    const first = replica.run(append('a', 'x'), mark(session, 1));
    replica.run(append('a', 'y'), mark(session, 2));
    expect(replica.run(append('a', 'x'), mark(session, 1))).toEqual(first);
    expect(valueOf(replica, 'a')).toBe('xy');
    const refused = replica.run(cas('a', 'nothing', 'z'), mark(session, 3));
    replica.run(put('a', 'nothing'));
    expect(replica.run(cas('a', 'nothing', 'z'), mark(session, 3))).toEqual(refused);
  });

  it.each<[string, Request]>([
    ['a change', put('a', 'x')],
    ['nothing to delete', remove('absent')],
    ['a comparison with nothing', cas('absent', 'x', 'y')],
    ['a comparison that failed', cas('present', 'x', 'y')],
    ['a refusal', put('a', 'x'.repeat(99))],
  ])('remembers %s, also in a snapshot', async (_what, request) => {
    const replica = new Replica();
    replica.machine.apply([replica.entry(encodeSettings({ ...INITIAL_SETTINGS, valueBytes: 50 }))]);
    replica.run(put('present', 'value'));
    const session = replica.openSession();
    const first = replica.run(request, mark(session, 1));
    for (const key of ['a', 'present', 'absent']) replica.run(put(key, 'x'));
    expect(replica.run(request, mark(session, 1))).toEqual(first);
    await replica.machine.restore(replica.machine.snapshot());
    expect(replica.run(request, mark(session, 1))).toEqual(first);
  });

  it('takes a pipeline out of order, each command once', () => {
    const replica = new Replica();
    const session = replica.openSession();
    for (const sequence of [3, 1, 2, 1, 3, 2])
      replica.run(append('a', String(sequence)), mark(session, sequence));
    expect(valueOf(replica, 'a')).toBe('312');
  });

  it('forgets below the floor, and does not do such a command again', () => {
    const replica = new Replica();
    const session = replica.openSession();
    replica.run(append('a', '1'), mark(session, 1));
    replica.run(append('a', '2'), mark(session, 2, 2));
    expect(codeOf(replica.run(append('a', '1'), mark(session, 1)))).toBe('session_expired');
    expect(codeOf(replica.run(append('a', '2'), mark(session, 2, 2)))).toBe('ok');
    // A floor far above, as a hostile client may send it, costs nothing.
    expect(codeOf(replica.run(append('a', '3'), mark(session, 4_294_967_295, 4_294_967_295)))).toBe('ok');
    expect(valueOf(replica, 'a')).toBe('123');
  });

  it('refuses marks that make no sense', () => {
    const replica = new Replica();
    const session = replica.openSession();
    expect(codeOf(replica.run(put('a', '1'), mark(session, 0)))).toBe('invalid_request');
    expect(codeOf(replica.run(put('a', '1'), mark(session, 2, 3)))).toBe('invalid_request');
    expect(codeOf(replica.run(put('a', '1'), mark(session + 77, 1)))).toBe('session_expired');
    expect(replica.machine.revision).toBe(0);
  });

  it('ends a session by the time in the log alone', () => {
    const replica = new Replica();
    const early = replica.openSession(1000);
    const late = replica.openSession(2000);
    const ttl = INITIAL_SETTINGS.sessionTtlMs;
    replica.run(put('a', '1'), NO_SESSION, 1000 + ttl);
    expect(codeOf(replica.run(put('a', '2'), mark(late, 1), 1000 + ttl))).toBe('ok');
    // Log time never goes back, whatever a new leader stamps.
    expect(codeOf(replica.run(put('a', '3'), mark(early, 1), 5))).toBe('ok');
    replica.run(put('a', '4'), mark(early, 2), 1000 + 2 * ttl);
    replica.run(put('a', '5'), NO_SESSION, 1001 + 2 * ttl);
    expect(codeOf(replica.run(put('a', '6'), mark(late, 2)))).toBe('session_expired');
    expect(codeOf(replica.run(put('a', '6'), mark(early, 3)))).toBe('ok');
    expect(replica.machine.sessions).toBe(1);
  });

  it('closes a session, as often as asked', () => {
    const replica = new Replica();
    const session = replica.openSession();
    expect(codeOf(replica.run({ op: 'close-session' }, mark(session, 0, 0)))).toBe('ok');
    expect(codeOf(replica.run({ op: 'close-session' }, mark(session, 0, 0)))).toBe('ok');
    expect(codeOf(replica.run(put('a', '1'), mark(session, 1)))).toBe('session_expired');
  });

  it('bounds the number of sessions, and of answers in each', () => {
    const replica = new Replica();
    const settings = { ...INITIAL_SETTINGS, maxSessions: 2, maxSessionAnswers: 2 };
    replica.machine.apply([replica.entry(encodeSettings(settings))]);
    const [first, second] = [replica.openSession(), replica.openSession()];
    replica.run(put('a', '1'), mark(first, 1));
    replica.openSession();
    expect(codeOf(replica.run(put('a', '1'), mark(second, 1)))).toBe('session_expired');
    expect(codeOf(replica.run(put('a', '2'), mark(first, 2)))).toBe('ok');
    expect(codeOf(replica.run(put('a', '3'), mark(first, 3)))).toBe('busy');
    expect(codeOf(replica.run(put('a', '1'), mark(first, 1)))).toBe('ok');
    expect(codeOf(replica.run(put('a', '3'), mark(first, 3, 2)))).toBe('ok');
    expect(valueOf(replica, 'a')).toBe('3');
  });

  it('bounds the bytes of the answers', () => {
    const replica = new Replica();
    replica.machine.apply([
      replica.entry(encodeSettings({ ...INITIAL_SETTINGS, maxSessionAnswerBytes: 10 })),
    ]);
    const session = replica.openSession();
    replica.run(put('a', '123456'));
    expect(codeOf(replica.run(cas('a', 'x', 'y'), mark(session, 1)))).toBe('ok');
    expect(codeOf(replica.run(cas('a', 'x', 'y'), mark(session, 2)))).toBe('ok');
    expect(codeOf(replica.run(cas('a', 'x', 'y'), mark(session, 3)))).toBe('busy');
    expect(codeOf(replica.run(cas('a', 'x', 'y'), mark(session, 3, 2)))).toBe('ok');
  });
});

describe('settings', () => {
  it('are refused when this release does not understand them', () => {
    const replica = new Replica();
    const bad = Buffer.concat([Uint8Array.of(0xf0), Buffer.from('{"valueBytes":0}')]);
    expect(codeOf(replica.apply(bad)[0] as Reply)).toBe('invalid_request');
    expect(replica.machine.settings).toEqual(INITIAL_SETTINGS);
  });
});

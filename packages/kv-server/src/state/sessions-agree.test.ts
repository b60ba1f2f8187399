import {
  encodeCommand,
  NO_SESSION,
  stampTime,
  type Reply,
  type Request,
  type SessionMark,
} from '@seaworthy/client/wire';
import { logIndex, term, type Entry } from '@seaworthy/core';
import { describe, expect, it } from 'vitest';

import { KvStateMachine } from './kv-state-machine.ts';
import { INITIAL_SETTINGS } from './settings.ts';

const { sessionTtlMs } = INITIAL_SETTINGS;

/** A log as leaders wrote it, each with the time of its own clock. */
class Log {
  readonly entries: Entry[] = [];

  add(ofTerm: number, time: number, request: Request, mark: SessionMark = NO_SESSION): this {
    const data = encodeCommand(request, mark);
    stampTime(data, time);
    const index = logIndex(this.entries.length + 1);
    this.entries.push({ index, term: term(ofTerm), kind: 'command', data });
    return this;
  }
}

const append = (value: string): Request => ({
  op: 'append',
  key: Buffer.from('k'),
  value: Buffer.from(value),
});

function mark(session: number, sequence: number): SessionMark {
  return { session, sequence, floor: 1 };
}

function valueIn(machine: KvStateMachine): string {
  return Buffer.from(machine.get(Buffer.from('k')).current?.value ?? []).toString();
}

function outcomes(replies: readonly Reply[]): string[] {
  return replies.map((reply) => (reply.ok ? 'done' : reply.refusal.code));
}

async function copyOf(machine: KvStateMachine): Promise<KvStateMachine> {
  const copy = new KvStateMachine();
  await copy.restore(machine.snapshot());
  return copy;
}

/**
 * What became of the log on a replica that applied it entry by entry, on one that took it in batches, and on those that
 * began with a snapshot of every possible moment: that all of them agree, and what they agree on.
 */
async function agreed({ entries }: Log): Promise<{ replies: readonly Reply[]; machine: KvStateMachine }> {
  const machine = new KvStateMachine();
  const answers = entries.flatMap((entry) => machine.apply([entry]));
  const batched = new KvStateMachine();
  expect(batched.apply(entries)).toEqual(answers);
  expect(batched.hash()).toBe(machine.hash());
  const walking = new KvStateMachine();
  for (const [at, entry] of entries.entries()) {
    const late = await copyOf(walking);
    expect(late.sessions).toBe(walking.sessions);
    expect(late.apply(entries.slice(at))).toEqual(answers.slice(at));
    expect(late.hash()).toBe(machine.hash());
    walking.apply([entry]);
  }
  return { replies: answers.flat(), machine };
}

describe('thesis §6.3: a command that a client sent twice', () => {
  it('because its leader died with the answer is done once, by every replica, and answered as the first time', async () => {
    const log = new Log()
      .add(1, 1_000, { op: 'open-session' })
      .add(1, 1_001, append('a'), mark(1, 1))
      // The next leader gets it from the client again, and others in between.
      .add(2, 1_500, append('b'))
      .add(2, 1_501, append('a'), mark(1, 1))
      .add(3, 1_700, append('a'), mark(1, 1))
      .add(3, 1_701, append('c'), mark(1, 2));
    const { replies, machine } = await agreed(log);
    expect(valueIn(machine)).toBe('abc');
    expect(replies[3]).toEqual(replies[1]);
    expect(replies[4]).toEqual(replies[1]);
  });

  it('comes late, after ones that were sent behind it, and is still done once', async () => {
    const log = new Log()
      .add(1, 1_000, { op: 'open-session' })
      .add(1, 1_001, append('2'), mark(1, 2))
      .add(2, 1_002, append('1'), mark(1, 1))
      .add(2, 1_003, append('2'), mark(1, 2))
      .add(2, 1_004, append('1'), mark(1, 1));
    const { machine } = await agreed(log);
    expect(valueIn(machine)).toBe('21');
  });
});

describe('thesis §6.3: the end of a session', () => {
  it('is agreed by all, to the entry, and a command of it is not done again afterwards', async () => {
    const log = new Log()
      .add(1, 1_000, { op: 'open-session' })
      .add(1, 1_000, { op: 'open-session' })
      .add(1, 1_001, append('a'), mark(1, 1))
      .add(1, 1_001, append('b'), mark(2, 1))
      .add(1, 1_000 + sessionTtlMs, append('c'), mark(2, 2))
      // One millisecond more, and the first session was not used for too long.
      .add(1, 1_002 + sessionTtlMs, append('a'), mark(1, 1))
      .add(1, 1_002 + sessionTtlMs, append('b'), mark(2, 1));
    const { replies, machine } = await agreed(log);
    expect(outcomes(replies)).toEqual(['done', 'done', 'done', 'done', 'done', 'session_expired', 'done']);
    expect(valueIn(machine)).toBe('abc');
    expect(machine.sessions).toBe(1);
  });

  it('does not come sooner or later because a new leader’s clock is ahead or behind', async () => {
    const log = new Log()
      .add(1, 50_000, { op: 'open-session' })
      .add(1, 50_001, append('a'), mark(1, 1))
      // This leader's clock is behind: log time stands still.
      .add(2, 10, append('b'), mark(1, 2))
      .add(2, 20, append('a'), mark(1, 1))
      .add(3, 50_001 + sessionTtlMs, append('c'), mark(1, 3))
      // This one's is far ahead: the session is over, and stays so when a slower clock follows.
      .add(4, 90_000 + 3 * sessionTtlMs, append('d'), mark(1, 4))
      .add(5, 60_000, append('d'), mark(1, 4))
      .add(5, 60_001, append('a'), mark(1, 1));
    const { replies, machine } = await agreed(log);
    expect(outcomes(replies).slice(1)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'session_expired',
      'session_expired',
      'session_expired',
    ]);
    expect(valueIn(machine)).toBe('abc');
  });
});

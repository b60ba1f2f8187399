import { logIndex, term, type Entry, type Random } from '@seaworthy/core';
import { encodeCommand, NO_SESSION, stampTime, type Request, type SessionMark } from '@seaworthy/client/wire';
import { SeededRandom, stateMachineConformance, type StateMachineHarness } from '@seaworthy/core/testing';
import { describe, expect, it } from 'vitest';

import { KvStateMachine } from './kv-state-machine.ts';
import { encodeSettings } from './settings.ts';

/** Chooses commands of every kind, whose keys, sessions, sequences and limits meet again and again. */
class Client {
  readonly #random: Random;
  #time = 0;
  /** Entries that may have opened a session. */
  readonly #opened: number[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  command(index: number): Uint8Array {
    if (this.#below(20) === 0) return this.#settings();
    const request = this.#request();
    if (request.op === 'open-session') this.#opened.push(index);
    const data = encodeCommand(request, this.#mark());
    this.#time += this.#below(40);
    // The clocks of leaders differ: time in the log may go back.
    stampTime(data, Math.max(0, this.#time - this.#below(30)));
    return data;
  }

  #request(): Request {
    const key = this.#bytes(1 + this.#below(3), 3);
    const value = this.#bytes(this.#below(12), 256);
    switch (this.#below(9)) {
      case 0:
        return { op: 'open-session' };
      case 1:
        return this.#below(4) === 0 ? { op: 'close-session' } : { op: 'put', key, value };
      case 2:
        return { op: 'get', key, serializable: this.#below(2) === 0 };
      case 3:
        return { op: 'append', key, value };
      case 4:
        return { op: 'delete', key };
      case 5:
      case 6:
        return { op: 'cas', key, expected: this.#below(2) === 0 ? null : this.#bytes(1, 2), value };
      default:
        return { op: 'put', key, value };
    }
  }

  #mark(): SessionMark {
    if (this.#below(3) === 0) return NO_SESSION;
    const sequence = this.#below(9);
    const floor = this.#below(3) === 0 ? this.#below(sequence + 2) : 0;
    return { session: this.#opened.at(-1 - this.#below(4)) ?? 99, sequence, floor };
  }

  #settings(): Uint8Array {
    return encodeSettings({
      valueBytes: 4 + this.#below(12),
      sessionTtlMs: 100 + this.#below(2_000),
      maxSessions: 2 + this.#below(6),
      maxSessionAnswers: 1 + this.#below(5),
      maxSessionAnswerBytes: 20 + this.#below(200),
    });
  }

  #bytes(length: number, variety: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.#below(variety));
  }

  #below(bound: number): number {
    return this.#random.uint32() % bound;
  }
}

function harness(): StateMachineHarness {
  return {
    create: () => new KvStateMachine(),
    commands: (random, indices) => {
      const client = new Client(random);
      return indices.map((index) => client.command(index));
    },
    describe: (machine) => (machine as KvStateMachine).hash(),
  };
}

describe('KvStateMachine', () => {
  it.each(stateMachineConformance.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    await each.run(harness());
  });

  it('is asked for everything that it can do', () => {
    const machine = new KvStateMachine();
    const indices = Array.from({ length: 2_000 }, (_, place) => place + 1);
    const codes = new Set<string>();
    for (const [place, data] of harness().commands(new SeededRandom(1), indices).entries()) {
      const entry: Entry = { index: logIndex(place + 1), term: term(1), kind: 'command', data };
      for (const reply of machine.apply([entry]).flat())
        codes.add(reply.ok ? `ok ${reply.answer.succeeded}` : reply.refusal.code);
    }
    expect([...codes].sort()).toEqual([
      'busy',
      'invalid_request',
      'ok false',
      'ok true',
      'session_expired',
      'value_too_large',
    ]);
    expect(machine.sessions).toBeGreaterThan(0);
  });
});

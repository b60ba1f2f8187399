import { logIndex, nodeId, RaftError, term, type RaftErrorCode } from '@seaworthy/core';
import { VirtualClock } from '@seaworthy/core/testing';
import {
  DEFAULT_LIMITS,
  encodeCommand,
  stampTime,
  type Reply,
  type Request,
  type SessionMark,
} from '@seaworthy/client/wire';
import { describe, expect, it } from 'vitest';

import { KvStateMachine } from '../state/kv-state-machine.ts';
import { INITIAL_SETTINGS, type Settings } from '../state/settings.ts';
import { FakeNode, notLeader } from './fake-node.test.support.ts';
import { KvService, type KvServiceOptions } from './kv-service.ts';
import { refusal } from './refusals.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const put = (key: string, value: string): Request => ({ op: 'put', key: text(key), value: text(value) });
const get = (key: string, serializable = false): Request => ({ op: 'get', key: text(key), serializable });

function setUp(options: Partial<KvServiceOptions> & { settings?: Settings } = {}) {
  const clock = new VirtualClock();
  const machine = new KvStateMachine();
  const node = new FakeNode(machine, clock);
  const service = new KvService({
    stateMachine: machine,
    clock,
    limits: DEFAULT_LIMITS,
    settings: INITIAL_SETTINGS,
    findUrl: (id) => (id === 'n2' ? 'http://two:7400' : null),
    ...options,
  });
  service.attach(node);
  clock.runDeferred();
  const start = (request: Request | Uint8Array, mark?: SessionMark): Reply[] => {
    const replies: Reply[] = [];
    service.handle(request instanceof Uint8Array ? request : encodeCommand(request, mark), (reply) =>
      replies.push(reply),
    );
    return replies;
  };
  const run = (request: Request | Uint8Array, mark?: SessionMark): Reply => {
    const replies = start(request, mark);
    clock.runDeferred();
    expect(replies).toHaveLength(1);
    return replies[0] as Reply;
  };
  return { clock, machine, node, service, start, run };
}

describe('KvService', () => {
  it('writes through the log and reads after confirmation', () => {
    const { run, node } = setUp();
    expect(run(put('a', '1'))).toMatchObject({ ok: true, answer: { succeeded: true, revision: 1 } });
    expect(run(get('a'))).toMatchObject({
      ok: true,
      answer: { succeeded: true, current: { value: text('1') } },
    });
    expect(run(get('b'))).toMatchObject({ ok: true, answer: { succeeded: false, current: null } });
    expect(node.proposals).toBe(1);
  });

  describe('requests that came together', () => {
    const from = (commands: readonly Uint8Array[]) => {
      const all = setUp();
      const replies: (Reply | null)[] = commands.map(() => null);
      const order: number[] = [];
      all.node.proposals = 0;
      const hand = (): void =>
        all.service.together(() => {
          for (const [at, command] of commands.entries())
            all.service.handle(command, (reply) => {
              replies[at] = reply;
              order.push(at);
            });
        });
      return { ...all, replies, order, hand };
    };

    it('share an entry of the log, and are answered each in its place', () => {
      const { hand, clock, node, replies, order, service } = from([
        encodeCommand(put('a', '1')),
        encodeCommand({ op: 'append', key: text('a'), value: text('2') }),
        encodeCommand({ op: 'delete', key: text('b') }),
      ]);
      hand();
      expect([node.proposals, service.inFlight]).toEqual([1, 3]);
      clock.runDeferred();
      expect(replies.map((reply) => reply?.ok === true && reply.answer.succeeded)).toEqual([
        true,
        true,
        false,
      ]);
      expect(replies.map((reply) => reply?.ok === true && reply.answer.revision)).toEqual([1, 2, 2]);
      expect([order, service.inFlight]).toEqual([[0, 1, 2], 0]);
    });

    it('are refused alike where their entry is', () => {
      const { hand, clock, node, replies, service } = from(
        ['a', 'b'].map((key) => encodeCommand(put(key, '1'))),
      );
      node.error = notLeader('n2');
      hand();
      clock.runDeferred();
      expect(replies).toMatchObject([0, 1].map(() => ({ ok: false, refusal: { code: 'not_leader' } })));
      expect(service.refusals.get('not_leader')).toBe(2);
    });

    it('open a session by an entry of its own, between what came before and after', () => {
      const { hand, clock, node, replies } = from([
        encodeCommand(put('a', '1')),
        encodeCommand({ op: 'open-session' }),
        encodeCommand(put('a', '2')),
        encodeCommand(put('a', '3')),
      ]);
      hand();
      expect(node.proposals).toBe(3);
      clock.runDeferred();
      expect(replies.map((reply) => reply?.ok === true && reply.answer.revision)).toEqual([1, 1, 2, 3]);
    });

    it('do not wait for one that is malformed, and fill more than one entry where they are many', () => {
      const { hand, clock, node, replies } = from([
        Uint8Array.of(17),
        ...Array.from({ length: 1_500 }, (_, at) => encodeCommand(put(`${at}`, '1'))),
        ...Array.from({ length: 3 }, (_, at) => encodeCommand(put(`${at}`, 'x'.repeat(100_000)))),
      ]);
      hand();
      expect(replies[0]).toMatchObject({ ok: false, refusal: { code: 'invalid_request' } });
      expect(node.proposals).toBe(3);
      clock.runDeferred();
      expect(replies.slice(1).every((reply) => reply?.ok === true)).toBe(true);
    });
  });

  it('answers a serializable read at once, even where nobody leads', () => {
    const { run, start, node } = setUp();
    run(put('a', '1'));
    node.error = notLeader(null);
    expect(start(get('a', true))).toMatchObject([{ ok: true, answer: { succeeded: true } }]);
    expect(run(get('a'))).toMatchObject({ ok: false, refusal: { code: 'not_leader' } });
  });

  it('names the leader and where its clients go', () => {
    const { run, node } = setUp();
    node.error = notLeader('n2');
    expect(run(put('a', '1'))).toMatchObject({
      refusal: { code: 'not_leader', leader: 'n2', leaderUrl: 'http://two:7400' },
    });
    node.error = notLeader('n3');
    expect(run(put('a', '1'))).toMatchObject({ refusal: { leader: 'n3', leaderUrl: null } });
  });

  it.each<[RaftErrorCode, string]>([
    ['outcome_unknown', 'outcome_unknown'],
    ['busy', 'busy'],
    ['stopped', 'shutting_down'],
    ['invalid_argument', 'internal'],
    ['corrupt_state', 'internal'],
  ])('says %s as %s', (code, expected) => {
    const { run, node } = setUp();
    node.error = new RaftError(code, 'why');
    expect(run(put('a', '1'))).toMatchObject({ refusal: { code: expected } });
  });

  it('refuses what is malformed or beyond the limits before it reaches the log', () => {
    const { run, node, service } = setUp({ limits: { ...DEFAULT_LIMITS, keyBytes: 3, valueBytes: 3 } });
    const unknown = encodeCommand(put('a', '1'));
    unknown[0] = 99;
    expect(run(unknown)).toMatchObject({ refusal: { code: 'unknown_operation' } });
    expect(run(Uint8Array.of(1))).toMatchObject({ refusal: { code: 'invalid_request' } });
    expect(run(put('abcd', '1'))).toMatchObject({ refusal: { code: 'key_too_long' } });
    expect(run(put('a', '1234'))).toMatchObject({ refusal: { code: 'value_too_large' } });
    // What only servers may propose.
    expect(run(Buffer.from([0xf0, 0x7b, 0x7d]))).toMatchObject({ ok: false });
    expect(node.proposals).toBe(0);
    expect(service.refusals.get('value_too_large')).toBe(1);
  });

  it('asks whether a request is allowed, with everything that it holds', () => {
    const { run, node } = setUp({
      authorise: ({ request }) => (request.op === 'get' ? null : refusal('invalid_request', 'read only')),
    });
    expect(run(put('a', '1'))).toMatchObject({ refusal: { message: 'read only' } });
    expect(run(get('a'))).toMatchObject({ ok: true });
    expect(node.proposals).toBe(0);
  });

  it('is busy before it has a node, and when too much waits', () => {
    const clock = new VirtualClock();
    const service = new KvService({
      stateMachine: new KvStateMachine(),
      clock,
      limits: DEFAULT_LIMITS,
      settings: INITIAL_SETTINGS,
      findUrl: () => null,
    });
    const replies: Reply[] = [];
    service.handle(encodeCommand(put('a', '1')), (reply) => replies.push(reply));
    expect(replies).toMatchObject([{ refusal: { code: 'busy' } }]);

    const { start, node } = setUp({ maxInFlight: 2 });
    node.held = true;
    const waiting = [start(put('a', '1')), start(get('a'))];
    expect(start(put('a', '2'))).toMatchObject([{ refusal: { code: 'busy' } }]);
    node.release();
    expect(waiting).toMatchObject([[{ ok: true }], [{ ok: true }]]);
  });

  it('drains: refuses what is new, finishes what is under way', async () => {
    const { start, node, service } = setUp();
    node.held = true;
    const first = start(put('a', '1'));
    service.refuseNew();
    expect(start(put('a', '2'))).toMatchObject([{ refusal: { code: 'shutting_down' } }]);
    const drained = service.drained();
    expect(first).toEqual([]);
    node.release();
    await drained;
    expect(first).toMatchObject([{ ok: true }]);
  });
});

describe('log time', () => {
  it('is what passed on the monotonic clock, on top of what is in the log', () => {
    const { clock, machine, run } = setUp();
    clock.advance(1500);
    run(put('a', '1'));
    expect(machine.logTime).toBe(1500);
  });

  it('does not count the time in which this node did not lead', () => {
    const { clock, machine, node, run } = setUp();
    clock.advance(1000);
    run(put('a', '1'));
    clock.advance(50_000);
    node.emit({ type: 'role', role: 'leader', term: term(2), leader: nodeId('n1') });
    clock.advance(10);
    run(put('a', '1'));
    expect(machine.logTime).toBe(1010);
  });

  it('goes on from a newer time in the log that is applied later', () => {
    const { clock, machine, node, run } = setUp();
    const newer = encodeCommand(put('z', '9'));
    stampTime(newer, 99_000);
    machine.apply([{ index: logIndex(++node.index), term: term(1), kind: 'command', data: newer }]);
    clock.advance(5);
    run(put('a', '1'));
    expect(machine.logTime).toBe(99_000);
    clock.advance(5);
    run(put('a', '1'));
    expect(machine.logTime).toBe(99_005);
  });

  it('overwrites what a client claims', () => {
    const { machine, run } = setUp();
    const claimed = encodeCommand(put('a', '1'));
    new DataView(claimed.buffer).setFloat64(8, 1e12, true);
    run(claimed);
    expect(machine.logTime).toBe(0);
  });
});

describe('settings', () => {
  const own = { ...INITIAL_SETTINGS, valueBytes: 77 };

  it('are proposed by whoever leads, once', () => {
    const { clock, machine, node } = setUp({ settings: own });
    expect(machine.settings).toEqual(own);
    expect(node.proposals).toBe(1);
    node.emit({ type: 'role', role: 'leader', term: term(2), leader: node.id });
    clock.runDeferred();
    expect(node.proposals).toBe(1);
  });

  it('are proposed again later when too much is waiting', () => {
    const clock = new VirtualClock();
    const machine = new KvStateMachine();
    const node = new FakeNode(machine, clock);
    node.error = new RaftError('busy', 'too much');
    const service = new KvService({
      stateMachine: machine,
      clock,
      limits: DEFAULT_LIMITS,
      settings: own,
      findUrl: () => null,
    });
    service.attach(node);
    clock.advance(900);
    node.error = null;
    expect(machine.settings).toEqual(INITIAL_SETTINGS);
    clock.advance(200);
    expect(machine.settings).toEqual(own);
  });
});

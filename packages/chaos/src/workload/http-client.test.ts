import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import type { NodeAddress } from '../environment/environment.ts';
import type { Routing, StoreOperation } from './client.ts';
import { HttpClient } from './http-client.ts';

type Answer = { status: number; body: unknown } | 'silence';

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const servers: Server[] = [];
const never = new AbortController().signal;
const get = { f: 'get', key: 'k' } as const;
const put = { f: 'put', key: 'k', value: 'v' } as const;

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A node that gives these answers, one after another, the last one for ever. */
async function node(id: string, ...answers: Answer[]): Promise<NodeAddress & { asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({
        method: request.method ?? '',
        path: request.url ?? '',
        body: text === '' ? undefined : JSON.parse(text),
      });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined || answer === 'silence') return;
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        location: 'http://127.0.0.1:1/',
      });
      response.end(JSON.stringify(answer.body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { id, clientUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

async function open(
  nodes: readonly NodeAddress[],
  routing: Routing = 'stay',
  timeoutMs = 5000,
): Promise<(operation: StoreOperation) => ReturnType<HttpClient['invoke']>> {
  const client = new HttpClient();
  await client.open({ process: 0, nodes, routing, timeoutMs });
  return (operation) => client.invoke(operation, never);
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const error = (status: number, code: string, more = {}): Answer => ({
  status,
  body: { error: 'words', code, retryable: false, ...more },
});

describe('HttpClient', () => {
  it('asks in the words of the HTTP door', async () => {
    const one = await node('n1', ok({ succeeded: true, revision: 4 }));
    const invoke = await open([one]);
    await invoke({ f: 'put', key: 'a/b', value: 'x' });
    await invoke({ f: 'append', key: 'k', value: 'y' });
    await invoke({ f: 'delete', key: 'k' });
    await invoke({ f: 'cas', key: 'k', expected: null, value: 'z' });
    expect(one.asked).toEqual([
      { method: 'PUT', path: '/v1/kv/a%2Fb', body: { value: 'x' } },
      { method: 'POST', path: '/v1/kv/k/append', body: { value: 'y' } },
      { method: 'DELETE', path: '/v1/kv/k', body: undefined },
      { method: 'POST', path: '/v1/kv/k/cas', body: { expected: null, value: 'z' } },
    ]);
  });

  it.each<[string, StoreOperation, Answer, object]>([
    [
      'a value',
      get,
      ok({ value: 'v', modRevision: 3, revision: 9 }),
      { type: 'ok', value: 'v', revision: 3 },
    ],
    ['no value', get, error(404, 'key_not_found'), { type: 'ok', value: null }],
    ['a write', put, ok({ succeeded: true, revision: 2 }), { type: 'ok', revision: 2 }],
    [
      'a refused cas',
      { f: 'cas', key: 'k', expected: 'a', value: 'b' },
      ok({ succeeded: false, revision: 2, current: { value: 'c' } }),
      { type: 'ok', value: false, current: 'c' },
    ],
    [
      'a write nobody knows of',
      put,
      error(504, 'outcome_unknown'),
      { type: 'info', error: 'outcome_unknown: words' },
    ],
    ['a read nobody knows of', get, error(504, 'outcome_unknown'), { type: 'fail' }],
    ['a server in trouble', put, error(500, 'internal'), { type: 'info' }],
    ['a busy server', put, error(503, 'busy'), { type: 'fail', error: 'busy: words' }],
    [
      'something else entirely',
      put,
      { status: 502, body: 'gateway' },
      { type: 'info', error: 'HTTP status 502' },
    ],
    ['a success of no known form', put, ok({}), {}],
  ])('understands %s', async (what, operation, answer, expected) => {
    const invoke = await open([await node('n1', answer)]);
    if (what === 'a success of no known form') await expect(invoke(operation)).rejects.toThrow();
    else expect(await invoke(operation)).toMatchObject({ node: 'n1', ...expected });
  });

  it('does not know of a write that nobody answers, and calls such a read failed', async () => {
    const invoke = await open([await node('n1', 'silence')], 'stay', 50);
    expect(await invoke(put)).toMatchObject({ type: 'info', error: 'timeout: no answer came in time' });
    expect(await invoke(get)).toMatchObject({ type: 'fail' });
  });

  it('knows that nothing happened where nobody listens, and goes on to the next node', async () => {
    const two = await node('n2', ok({ value: 'v' }));
    const invoke = await open([{ id: 'n1', clientUrl: 'http://127.0.0.1:1' }, two]);
    expect((await invoke(get)).type).toBe('fail');
    expect(two.asked).toHaveLength(0);
  });

  it('follows the node that a follower names, or goes on to the next one', async () => {
    const three = await node('n3', ok({ value: 'v' }));
    const one = await node('n1', error(307, 'not_leader', { leader: 'n3' }));
    const two = await node('n2', error(503, 'not_leader', { leader: null }));
    const named = await open([one, two, three]);
    expect(await named(put)).toMatchObject({ type: 'fail', node: 'n1' });
    expect(await named(get)).toMatchObject({ type: 'ok', node: 'n3' });
    const next = await open([two, three]);
    expect(await next(get)).toMatchObject({ type: 'fail', node: 'n2' });
    expect(await next(get)).toMatchObject({ type: 'ok', node: 'n3' });
  });

  it('stays with a silent node if it is to stay, and leaves at once if it is to roam', async () => {
    const one = await node('n1', 'silence');
    const two = await node('n2', ok({ value: 'v' }));
    const stay = await open([one, two], 'stay', 30);
    const asked = [];
    for (let i = 0; i < 5; i++) asked.push((await stay(get)).node);
    expect(asked).toEqual(['n1', 'n1', 'n1', 'n1', 'n2']);
    const roam = await open([one, two], 'roam', 30);
    expect((await roam(get)).node).toBe('n1');
    expect((await roam(get)).node).toBe('n2');
  });
});

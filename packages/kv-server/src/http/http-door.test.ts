import { RaftError, systemClock } from '@seaworthy/core';
import { DEFAULT_LIMITS } from '@seaworthy/client/wire';
import { describe, expect, it } from 'vitest';

import { FakeNode, notLeader } from '../service/fake-node.test.support.ts';
import { KvService } from '../service/kv-service.ts';
import { KvStateMachine } from '../state/kv-state-machine.ts';
import { INITIAL_SETTINGS } from '../state/settings.ts';
import { createHttpDoor } from './http-door.ts';
import type { Check, Operations } from './operations-routes.ts';

const RAW = 'application/octet-stream';

function setUp() {
  const machine = new KvStateMachine();
  const node = new FakeNode(machine, systemClock);
  const service = new KvService({
    stateMachine: machine,
    clock: systemClock,
    limits: { keyBytes: 32, valueBytes: 64, frameBytes: 512, inFlight: 8 },
    settings: INITIAL_SETTINGS,
    findUrl: () => 'http://two:7400',
  });
  service.attach(node);
  const checks: { liveness: Check[]; readiness: Check[] } = { liveness: [], readiness: [] };
  const internal: unknown[] = [];
  const operations: Operations = {
    status: () => null,
    liveness: () => checks.liveness,
    readiness: () => checks.readiness,
    metrics: () => Promise.resolve('# nothing\n'),
  };
  const app = createHttpDoor({ service, operations, onInternal: (error) => internal.push(error) });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await app.request(path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    const json = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? await response.json() : Buffer.from(await response.arrayBuffer())) as Record<
        string,
        unknown
      >,
    };
  };
  return { app, call, node, machine, checks, internal, operations };
}

describe('keys over HTTP', () => {
  it('puts, gets, appends, compares and sets, and deletes', async () => {
    const { call } = setUp();
    expect(await call('PUT', '/v1/kv/a', { value: 'x' })).toMatchObject({
      status: 200,
      body: { succeeded: true, revision: 1 },
    });
    expect((await call('POST', '/v1/kv/a/append', { value: 'y' })).body).toEqual({
      succeeded: true,
      revision: 2,
    });
    expect((await call('GET', '/v1/kv/a')).body).toEqual({
      value: 'xy',
      encoding: 'utf8',
      createRevision: 1,
      modRevision: 2,
      version: 2,
      revision: 2,
    });
    expect((await call('POST', '/v1/kv/a/cas', { expected: 'xy', value: 'z' })).body).toEqual({
      succeeded: true,
      revision: 3,
    });
    expect(await call('POST', '/v1/kv/a/cas', { expected: 'xy', value: 'z' })).toMatchObject({
      status: 200,
      body: { succeeded: false, revision: 3, current: { value: 'z', version: 3 } },
    });
    expect((await call('POST', '/v1/kv/b/cas', { expected: 'x', value: 'z' })).body).toEqual({
      succeeded: false,
      revision: 3,
      current: null,
    });
    expect((await call('POST', '/v1/kv/b/cas', { expected: null, value: 'z' })).body['succeeded']).toBe(true);
    expect((await call('DELETE', '/v1/kv/a')).body).toEqual({ succeeded: true, revision: 5 });
    expect((await call('DELETE', '/v1/kv/a')).body).toEqual({ succeeded: false, revision: 5 });
    expect(await call('GET', '/v1/kv/a?consistency=serializable')).toMatchObject({
      status: 404,
      body: { code: 'key_not_found', retryable: false, revision: 5, error: 'there is no key "a"' },
    });
  });

  it('takes and gives raw bytes', async () => {
    const { call } = setUp();
    const value = Uint8Array.of(0, 255, 10);
    await call('PUT', '/v1/kv/%FF%2Fk', value, { 'content-type': RAW });
    const raw = await call('GET', '/v1/kv/%ff%2fk', undefined, { accept: RAW });
    expect(raw.body).toEqual(Buffer.from(value));
    expect(raw.headers.get('content-type')).toBe(RAW);
    expect(raw.headers.get('seaworthy-mod-revision')).toBe('1');
    expect((await call('GET', '/v1/kv/%FF%2Fk')).body).toMatchObject({ value: 'AP8K', encoding: 'base64' });
    await call('PUT', '/v1/kv/b', { value: 'AP8K', encoding: 'base64' });
    expect((await call('GET', '/v1/kv/b', undefined, { accept: RAW })).body).toEqual(Buffer.from(value));
    await call('PUT', '/v1/kv/t', { value: 'ü' });
    expect((await call('GET', '/v1/kv/t?encoding=base64')).body).toMatchObject({
      value: 'w7w=',
      encoding: 'base64',
    });
    // A missing key is told in JSON also to whoever wants raw bytes.
    expect((await call('GET', '/v1/kv/none', undefined, { accept: RAW })).body).toMatchObject({
      code: 'key_not_found',
    });
  });

  it('keeps keys apart that differ in percent-encoding alone', async () => {
    const { call } = setUp();
    await call('PUT', '/v1/kv/a%252Fb', { value: 'percent' });
    await call('PUT', '/v1/kv/a%2Fb', { value: 'slash' });
    expect((await call('GET', '/v1/kv/a%252Fb')).body['value']).toBe('percent');
    expect((await call('GET', '/v1/kv/a%2Fb')).body['value']).toBe('slash');
  });

  it('does a write of a session once', async () => {
    const { call } = setUp();
    const opened = await call('POST', '/v1/sessions');
    expect(opened.status).toBe(201);
    const session = String(opened.body['session']);
    const mark = { 'seaworthy-session': session, 'seaworthy-sequence': '1' };
    const first = await call('POST', '/v1/kv/a/append', { value: 'x' }, mark);
    expect((await call('POST', '/v1/kv/a/append', { value: 'x' }, mark)).body).toEqual(first.body);
    expect((await call('GET', '/v1/kv/a')).body['value']).toBe('x');
    const next = { ...mark, 'seaworthy-sequence': '2', 'seaworthy-floor': '2' };
    await call('POST', '/v1/kv/a/append', { value: 'y' }, next);
    expect(await call('POST', '/v1/kv/a/append', { value: 'x' }, mark)).toMatchObject({
      status: 410,
      body: { code: 'session_expired' },
    });
    expect((await call('DELETE', `/v1/sessions/${session}`)).body['succeeded']).toBe(true);
    expect(
      (await call('PUT', '/v1/kv/a', { value: 'z' }, { ...mark, 'seaworthy-sequence': '3' })).status,
    ).toBe(410);
  });
});

describe('mistakes over HTTP', () => {
  it.each<[string, number, string, RegExp, [string, string, unknown?, Record<string, string>?]]>([
    ['invalid JSON', 400, 'invalid_request', /not valid JSON/, ['PUT', '/v1/kv/a', '{"value":']],
    ['JSON that is not an object', 400, 'invalid_request', /body/, ['PUT', '/v1/kv/a', '7']],
    ['a missing value', 400, 'invalid_request', /body: value/, ['PUT', '/v1/kv/a', {}]],
    ['an unknown field', 400, 'invalid_request', /valeu/, ['PUT', '/v1/kv/a', { value: 'x', valeu: 'y' }]],
    ['a cas without expected', 400, 'invalid_request', /expected/, ['POST', '/v1/kv/a/cas', { value: 'x' }]],
    ['bad base64', 400, 'invalid_request', /base64/, ['PUT', '/v1/kv/a', { value: '*', encoding: 'base64' }]],
    ['half a surrogate', 400, 'invalid_request', /surrogate/, ['PUT', '/v1/kv/a', '{"value":"\\ud800"}']],
    ['bad percent-encoding', 400, 'invalid_request', /hexadecimal/, ['PUT', '/v1/kv/%zz', { value: 'x' }]],
    ['an unknown consistency', 400, 'invalid_request', /consistency/, ['GET', '/v1/kv/a?consistency=maybe']],
    ['an unknown query parameter', 400, 'invalid_request', /x/, ['GET', '/v1/kv/a?x=1']],
    ['a key that is too long', 414, 'key_too_long', /at most 32/, ['GET', `/v1/kv/${'k'.repeat(33)}`]],
    [
      'a value that is too large',
      413,
      'value_too_large',
      /at most 64/,
      ['PUT', '/v1/kv/a', { value: 'v'.repeat(65) }],
    ],
    [
      'a body that is too large',
      413,
      'frame_too_large',
      /at most 512/,
      ['PUT', '/v1/kv/a', { value: 'v'.repeat(600) }],
    ],
    [
      'a form',
      415,
      'unsupported_media_type',
      /octet-stream/,
      ['PUT', '/v1/kv/a', 'x', { 'content-type': 'text/plain' }],
    ],
    ['an unknown path', 404, 'not_found', /nothing at \/v2/, ['GET', '/v2']],
    ['another method', 405, 'method_not_allowed', /DELETE, GET, HEAD, PUT/, ['PATCH', '/v1/kv/a']],
    [
      'half a session',
      400,
      'invalid_request',
      /go together/,
      ['DELETE', '/v1/kv/a', undefined, { 'seaworthy-session': '1' }],
    ],
    [
      'a session that is no number',
      400,
      'invalid_request',
      /whole number/,
      ['DELETE', '/v1/kv/a', undefined, { 'seaworthy-session': 'x' }],
    ],
    ['closing no session', 400, 'invalid_request', /whole number/, ['DELETE', '/v1/sessions/x']],
  ])('%s', async (_name, status, code, message, [method, path, body, headers]) => {
    const { call, machine } = setUp();
    const answer = await call(method, path, body, headers);
    expect(answer).toMatchObject({ status, body: { code, retryable: false } });
    expect(answer.body['error']).toMatch(message);
    expect(machine.revision).toBe(0);
  });

  it('a body is refused while it comes in, whatever length it claims', async () => {
    const { app } = setUp();
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        controller.enqueue(new Uint8Array(100));
      },
    });
    const response = await app.request('/v1/kv/a', {
      method: 'PUT',
      headers: { 'content-type': RAW },
      body,
      duplex: 'half',
    });
    expect(response.status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });
});

describe('what Raft refuses, over HTTP', () => {
  it('sends clients to the leader with their query', async () => {
    const { call, node } = setUp();
    node.error = notLeader('n2');
    const answer = await call('GET', '/v1/kv/a%2Fb?encoding=base64');
    expect(answer).toMatchObject({
      status: 307,
      body: { code: 'not_leader', retryable: true, leader: 'n2', leaderUrl: 'http://two:7400' },
    });
    expect(answer.headers.get('location')).toBe('http://two:7400/v1/kv/a%2Fb?encoding=base64');
  });

  it('asks for patience where no leader is known', async () => {
    const { call, node } = setUp();
    node.error = notLeader(null);
    const answer = await call('PUT', '/v1/kv/a', { value: 'x' });
    expect(answer).toMatchObject({ status: 503, body: { code: 'not_leader', leader: null } });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it.each([
    ['busy', 503, true],
    ['stopped', 503, true],
    ['outcome_unknown', 504, false],
    ['corrupt_state', 500, false],
  ] as const)('%s is %i', async (code, status, retryable) => {
    const { call, node } = setUp();
    node.error = new RaftError(code, 'why');
    expect(await call('PUT', '/v1/kv/a', { value: 'x' })).toMatchObject({
      status,
      body: { error: 'why', retryable },
    });
  });
});

describe('operations over HTTP', () => {
  it('answers health with its checks', async () => {
    const { call, checks } = setUp();
    checks.readiness = [
      { name: 'recovered', ok: true, detail: 'yes' },
      { name: 'leader', ok: false, detail: 'none is known' },
    ];
    expect(await call('GET', '/livez')).toMatchObject({ status: 200, body: { ready: true } });
    expect(await call('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { error: 'leader: none is known', code: 'not_ready', ready: false },
    });
    expect((await call('GET', '/readyz?verbose')).body['checks']).toHaveLength(2);
    expect((await call('GET', '/v1/status')).status).toBe(503);
  });

  it('hides what went wrong inside, and tells whoever runs it', async () => {
    const { call, internal, operations } = setUp();
    operations.metrics = () => Promise.reject(new Error('secret'));
    expect(await call('GET', '/metrics')).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(internal).toMatchObject([{ message: 'secret' }]);
  });

  it('describes itself', async () => {
    const { body } = await setUp().call('GET', '/openapi.json');
    expect(Object.keys(body['paths'] as object).sort()).toEqual([
      '/livez',
      '/metrics',
      '/openapi.json',
      '/readyz',
      '/v1/kv/{key}',
      '/v1/kv/{key}/append',
      '/v1/kv/{key}/cas',
      '/v1/sessions',
      '/v1/sessions/{session}',
      '/v1/status',
    ]);
    expect(body).toMatchObject({
      openapi: '3.1.0',
      components: { schemas: { Error: { type: 'object' }, GetAnswer: {} } },
    });
  });

  it('has the limits that the wire names by default', () => {
    expect(DEFAULT_LIMITS.frameBytes).toBeGreaterThan(
      2 * DEFAULT_LIMITS.valueBytes + DEFAULT_LIMITS.keyBytes,
    );
  });
});

import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connect, createClient } from '../client.ts';
import { FakeServer } from '../testing/fake-server.test.support.ts';
import { listen, listenTcp } from '../testing/web-socket-server.test.support.ts';
import { NATIVE_PROTOCOL } from '../wire/index.ts';

const status = { node: 'n1', role: 'leader', term: 1, leader: 'n1', commit: 3, applied: 3, last: 3 };

/** Shakes hands as a WebSocket server does, and begins a message of a terabyte (RFC 6455, 1.3 and 5.2). */
function announceTooMuch(socket: Socket): void {
  socket.once('data', (request) => {
    const key = /sec-websocket-key: (\S+)/i.exec(request.toString())?.[1] ?? '';
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n' +
        `sec-websocket-accept: ${accept}\r\nsec-websocket-protocol: ${NATIVE_PROTOCOL}\r\n\r\n`,
    );
    socket.write(Buffer.from([0x82, 0x7f, 0, 0, 1, 0, 0, 0, 0, 0]));
  });
}

describe('over real sockets', () => {
  it('a client does what it is asked', async () => {
    const server = new FakeServer('n1');
    await using listening = await listen(server);
    await using client = await connect({ endpoints: listening.endpoint });
    await client.put('k', 'v');
    await Promise.all(Array.from({ length: 1000 }, (_, n) => client.append('k', `${n},`)));
    expect((await client.get('k'))?.text).toBe(
      `v${Array.from({ length: 1000 }, (_, n) => `${n},`).join('')}`,
    );
    expect(server.connections).toBe(1);
    expect(server.frames).toHaveLength(4);
  });

  it('large values go there and back', async () => {
    await using listening = await listen(new FakeServer('n1'));
    await using client = createClient({ endpoints: listening.endpoint });
    const value = new Uint8Array(1_048_576).map((_, place) => place * 31);
    await Promise.all(Array.from({ length: 20 }, (_, n) => client.put(`k${n}`, value)));
    const read = await Promise.all(Array.from({ length: 20 }, (_, n) => client.get(`k${n}`)));
    for (const each of read) expect(Buffer.compare(each?.value ?? new Uint8Array(0), value)).toBe(0);
  });

  it('a lost connection is replaced', async () => {
    const server = new FakeServer('n1');
    await using listening = await listen(server);
    await using client = await connect({ endpoints: listening.endpoint });
    await client.append('k', 'a');
    const { onRequest } = server;
    server.onRequest = (received) => {
      server.store.apply(received.bytes);
      server.onRequest = onRequest;
      received.peer.cut();
    };
    await client.append('k', 'b');
    expect(server.store.text('k')).toBe('ab');
    expect(server.connections).toBe(2);
  });

  it('closing tells the server that the session is over', async () => {
    const server = new FakeServer('n1');
    await using listening = await listen(server);
    const closed = new Promise<void>((resolve) => {
      const { onRequest } = server;
      server.onRequest = (received) => {
        onRequest(received);
        if (received.command.request.op === 'close-session') resolve();
      };
    });
    const client = createClient({ endpoints: listening.endpoint });
    await client.put('k', 'v');
    await client.close();
    await closed;
    expect(server.store.sessions.size).toBe(0);
  });

  it('an address that swallows everything, one that refuses and one that talks nonsense are passed over', async () => {
    await using silent = await listenTcp();
    await using nonsense = await listenTcp((socket) => socket.end('220 mail.example ESMTP\r\n'));
    const gone = await listenTcp();
    await gone[Symbol.asyncDispose]();
    await using good = await listen(new FakeServer('n1'));
    const endpoints = [silent, nonsense, gone, good].map(({ endpoint }) => endpoint);
    await using client = createClient({ endpoints, attemptTimeoutMs: 200 });
    expect(await client.put('k', 'v')).toEqual({ revision: 1 });
  });

  it.each<[string, (socket: Socket) => void, RegExp]>([
    ['closes at once', (socket) => socket.destroy(), /hang up|ECONNRESET/],
    [
      'speaks HTTP only',
      (socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'),
      /404/,
    ],
    ['says nothing', () => undefined, /did not answer within 100 ms/],
    ['announces more than anybody could want', announceTooMuch, /payload/i],
  ])('a server that %s is named as the reason', async (_, handle, reason) => {
    await using listening = await listenTcp(handle);
    const attemptTimeoutMs = reason.source.includes('100 ms') ? 100 : 5000;
    await using client = createClient({ endpoints: listening.endpoint, timeoutMs: 700, attemptTimeoutMs });
    const error: unknown = await client.get('k').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'unavailable', outcome: 'none' });
    expect(((error as Error).cause as Error).message).toMatch(reason);
  });

  it('a server says how it is', async () => {
    await using listening = await listen(new FakeServer('n1'), () => status);
    await using client = createClient({ endpoints: [listening.endpoint] });
    expect(await client.status()).toEqual([
      { endpoint: `http://${listening.endpoint}`, reachable: true, ...status },
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '<html>', /JSON/],
    ['an error', undefined, /404/],
    ['too much', `"${'x'.repeat(1_100_000)}"`, /1048576/],
  ])('a server that answers the question with %s has no status', async (_, body, reason) => {
    await using listening = await listen(new FakeServer('n1'), () => body);
    await using client = createClient({ endpoints: [listening.endpoint] });
    const [answer] = await client.status();
    expect(answer).toMatchObject({ reachable: false, error: { code: 'unavailable' } });
    expect(answer?.reachable === false && answer.error.message).toMatch(reason);
  });

  it('a status that nobody gives ends with the deadline', async () => {
    await using silent = await listenTcp();
    await using client = createClient({ endpoints: [silent.endpoint], timeoutMs: 50 });
    expect(await client.status()).toMatchObject([{ reachable: false, error: { code: 'unavailable' } }]);
  });
});

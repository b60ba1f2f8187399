import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { until } from '../testing/__stand-in.ts';
import { ProxyNetwork } from './proxy-network.ts';

/** A node that keeps account of what its peers send, and answers each message. */
class Peer {
  readonly server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  readonly received: string[] = [];
  readonly pings: string[] = [];
  connections = 0;
  closed = 0;

  constructor() {
    this.server.on('connection', (socket) => {
      this.connections += 1;
      socket.on('message', (data: Buffer) => {
        this.received.push(data.toString());
        socket.send(`echo ${data.toString()}`);
      });
      socket.on('ping', (data) => this.pings.push(data.toString()));
      socket.on('close', () => (this.closed += 1));
      socket.on('error', () => undefined);
    });
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
  }
}

/** Unlike `once`, this takes a reset for an end too. */
const ended = (socket: WebSocket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
  });

describe('a network of proxies', () => {
  let network: ProxyNetwork;
  let a: Peer;
  let b: Peer;
  let sockets: WebSocket[];

  beforeEach(async () => {
    [a, b, sockets, network] = [new Peer(), new Peer(), [], new ProxyNetwork()];
    await Promise.all([a, b].map((peer) => once(peer.server, 'listening')));
    await network.start(
      new Map([
        ['a', { host: '127.0.0.1', port: a.port }],
        ['b', { host: '127.0.0.1', port: b.port }],
      ]),
    );
  });
  afterEach(async () => {
    for (const socket of sockets) socket.terminate();
    await network.stop();
    a.close();
    b.close();
  });

  const AB = { from: 'a', to: 'b' };
  const BA = { from: 'b', to: 'a' };
  const dial = (link = AB): WebSocket & { heard: string[] } => {
    const socket = Object.assign(new WebSocket(`ws://${network.address(link)}/`), { heard: [] as string[] });
    socket.on('message', (data: Buffer) => socket.heard.push(data.toString()));
    socket.on('error', () => undefined);
    sockets.push(socket);
    return socket;
  };
  const open = async (link = AB): Promise<WebSocket & { heard: string[] }> => {
    const socket = dial(link);
    await once(socket, 'open');
    return socket;
  };
  /** Resolves when everything that was sent before has gone through, or has been lost. */
  const flush = async (link = AB): Promise<void> => {
    expect(await network.probe(link, 1000)).toBe(true);
  };

  it('carries messages, pings and large frames unchanged', async () => {
    const socket = await open();
    const large = 'x'.repeat(3_000_000);
    socket.send('small');
    socket.ping('are you there');
    socket.send(large);
    const [pong] = (await once(socket, 'pong')) as [Buffer];
    expect(pong.toString()).toBe('are you there');
    await until('the echo', async () => socket.heard.length === 2);
    expect(socket.heard).toEqual(['echo small', `echo ${large}`]);
  });

  it('loses what is sent over a link that is cut, and resets the connection when it heals', async () => {
    const socket = await open();
    socket.send('before');
    await until('the first message', async () => socket.heard.length === 1);
    network.cut([AB]);
    socket.send('lost');
    socket.ping();
    await flush(BA);
    const closed = ended(socket);
    network.cut([]);
    await closed;
    await until('the end at the other side', async () => b.closed === 1);
    expect(b.received).toEqual(['before']);
    const again = await open();
    again.send('after');
    await until('the new connection', async () => again.heard.length === 1);
    expect(b.received).toEqual(['before', 'after']);
  });

  it('loses the answers alone when only the way back is cut', async () => {
    const socket = await open();
    network.cut([BA]);
    socket.send('heard');
    socket.ping('too');
    await until('both at the other side', async () => b.received.length === 1 && b.pings.length === 1);
    expect(socket.heard).toEqual([]);
    expect(await network.probe(AB, 1000)).toBe(true);
    expect(await network.probe(BA, 100)).toBe(false);
    const closed = ended(socket);
    network.cut([]);
    await closed;
  });

  it('keeps a connection on which nothing was lost', async () => {
    const socket = await open();
    network.cut([AB, BA]);
    network.cut([]);
    socket.send('still here');
    await until('the echo', async () => socket.heard.length === 1);
    expect(b.connections).toBe(1);
  });

  it('lets nobody dial over a cut, and through once it heals', async () => {
    network.cut([AB]);
    const socket = dial();
    await flush(BA);
    expect(b.connections).toBe(0);
    expect(socket.readyState).toBe(WebSocket.CONNECTING);
    network.cut([]);
    await once(socket, 'open');
    expect(b.connections).toBe(1);
  });

  it('hides the end of a connection behind a cut', async () => {
    const socket = await open();
    network.cut([AB]);
    socket.terminate();
    await ended(socket);
    await flush(BA);
    expect(b.closed).toBe(0);
    network.cut([]);
    await until('the other side to learn of it', async () => b.closed === 1);
  });

  it('tells by a probe whether a link is whole, and a node that is there', async () => {
    expect(await network.probe(AB, 1000)).toBe(true);
    network.cut([AB]);
    expect(await network.probe(AB, 100)).toBe(false);
    expect(await network.probe(BA, 1000)).toBe(true);
    network.cut([]);
    expect(await network.probe(AB, 1000)).toBe(true);
  });

  it('ends a connection whose node has gone', async () => {
    const socket = await open();
    const closed = ended(socket);
    b.close();
    await closed;
    const refused = dial();
    await ended(refused);
  });
});

describe('a proxy for something else than WebSockets', () => {
  let server: Server;
  afterEach(() => server.close());

  it('carries it too', async () => {
    server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const network = new ProxyNetwork();
    await network.start(
      new Map([
        ['a', { host: '127.0.0.1', port: 9 }],
        ['b', { host: '127.0.0.1', port }],
      ]),
    );
    expect(await network.probe({ from: 'a', to: 'b' }, 1000)).toBe(true);
    expect(() => network.cut([{ from: 'a', to: 'c' }])).toThrow(/a>c/);
    await network.stop();
  });
});

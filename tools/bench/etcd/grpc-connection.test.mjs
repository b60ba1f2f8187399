import { createServer } from 'node:http2';

import { afterEach, describe, expect, it } from 'vitest';

import { GrpcConnection } from './grpc-connection.mjs';

const open = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A server of Node's own HTTP/2, which answers as `answer` does: a message, or null for a failed call. */
async function serve(answer, settings = {}) {
  const server = createServer({ settings });
  const seen = [];
  const sessions = new Set();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', () => {
      const request = Buffer.concat(chunks);
      seen.push({ headers, request });
      const message = answer(request.subarray(5));
      if (stream.destroyed) return;
      if (message === null)
        return stream.respond({ ':status': 200, 'grpc-status': '14' }, { endStream: true });
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([prefix, message]));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => {
    for (const session of sessions) session.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const connection = await GrpcConnection.open('127.0.0.1', server.address().port);
  open.push(() => connection.close());
  return { connection, seen, sessions };
}

function call(connection, message) {
  return new Promise((resolve, reject) => {
    connection.call('/a.Service/Method', message, (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
}

describe('GrpcConnection', () => {
  it('sends what a gRPC server expects, and gives back its message', async () => {
    const { connection, seen } = await serve((message) => Buffer.concat([message, message]));
    expect((await call(connection, Buffer.from('ab'))).toString()).toBe('abab');
    const [{ headers, request }] = seen;
    expect(headers).toMatchObject({
      ':method': 'POST',
      ':scheme': 'http',
      ':path': '/a.Service/Method',
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    expect([...request]).toEqual([0, 0, 0, 0, 2, 97, 98]);
  });

  it('waits for room in the windows, and for streams to be free', async () => {
    const { connection } = await serve((message) => message.subarray(0, 4), { maxConcurrentStreams: 7 });
    const calls = Array.from({ length: 300 }, (_, number) => {
      const message = Buffer.alloc(3000);
      message.writeUInt32LE(number);
      return call(connection, message);
    });
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.readUInt32LE(0))).toEqual(Array.from({ length: 300 }, (_, n) => n));
  });

  it.each([0, 16_379, 16_380, 32_763, 32_764, 60_000])('sends a message of %d bytes', async (length) => {
    const { connection, seen } = await serve((message) => message);
    const message = Buffer.alloc(length, 'abcdefg');
    expect((await call(connection, message)).equals(message)).toBe(true);
    expect(seen[0].request.length).toBe(5 + length);
  });

  it('takes answers of many frames', async () => {
    const { connection } = await serve(() => Buffer.alloc(200_000, 'x'));
    expect((await call(connection, Buffer.from('?'))).length).toBe(200_000);
  });

  it('tells of a failed call, and goes on', async () => {
    const { connection } = await serve((message) => (message[0] === 0 ? null : message));
    await expect(call(connection, Buffer.from([0]))).rejects.toThrow('the call failed');
    expect([...(await call(connection, Buffer.from([1])))]).toEqual([1]);
  });

  it('fails what is open, and what comes later, when the connection ends', async () => {
    const { connection, sessions } = await serve(() => {
      for (const session of sessions) session.destroy();
      return Buffer.from('never');
    });
    await expect(call(connection, Buffer.from('a'))).rejects.toThrow();
    await expect(call(connection, Buffer.from('b'))).rejects.toThrow();
  });

  it('refuses a message that no window has room for', async () => {
    const { connection } = await serve((message) => message);
    expect(() => connection.call('/a', Buffer.alloc(70_000), () => undefined)).toThrow(RangeError);
  });
});

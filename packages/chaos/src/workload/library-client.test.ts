import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SeaworthyClient } from './seaworthy-client.ts';

let server: Server;
let clientUrl: string;

beforeEach(async () => {
  // Takes connections and says nothing.
  server = createServer((socket) => socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  clientUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.close();
});

describe('SeaworthyClient with the library', () => {
  it('calls failed what no server ever took, and gives up when told to', async () => {
    const client = new SeaworthyClient();
    await client.open({ process: 0, nodes: [{ id: 'n1', clientUrl }], routing: 'follow', timeoutMs: 60 });
    const interrupt = new AbortController();
    expect(await client.invoke({ f: 'put', key: 'k', value: 'v' }, interrupt.signal)).toMatchObject({
      type: 'fail',
      error: expect.stringMatching(/^(unavailable|timeout): /) as string,
    });
    const waiting = client.invoke({ f: 'get', key: 'k' }, interrupt.signal);
    interrupt.abort();
    expect(await waiting).toMatchObject({
      type: 'fail',
      error: expect.stringMatching(/^aborted: /) as string,
    });
    await client.close();
  });
});

import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { parseArgs } from 'node:util';

import { z } from 'zod';

import { NaiveNode, type NaiveWrite } from './naive-node.ts';

const BEAT_MS = 100;
const PEER_TIMEOUT_MS = 300;

const { values: flags } = parseArgs({
  options: {
    'node-id': { type: 'string' },
    'listen-clients': { type: 'string' },
    'listen-peers': { type: 'string' },
    cluster: { type: 'string' },
  },
});

function flag(name: keyof typeof flags): string {
  const value = flags[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

const id = flag('node-id');
const peers = new Map(
  flag('cluster')
    .split(',')
    .map((part) => part.split('=') as [string, string])
    .filter(([peer]) => peer !== id),
);
const node = new NaiveNode(id, [...peers.keys()], sendToPeer);

/** One connection per message: a stream that a partition tore would take later messages down with it. */
async function sendToPeer(peer: string, path: string, body: unknown): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      `http://${peers.get(peer) ?? ''}${path}`,
      { method: 'POST', agent: false },
      (incoming) => {
        readJson(incoming).then(resolve, reject);
      },
    );
    outgoing.setTimeout(PEER_TIMEOUT_MS, () => outgoing.destroy(new Error(`${peer} is silent`)));
    outgoing.on('error', reject);
    outgoing.end(JSON.stringify(body));
  });
}

async function readJson(message: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || 'null') as unknown;
}

const from = z.object({ from: z.string() });
const copy = from.extend({ key: z.string(), value: z.string().nullable() });
const write = z.union([
  z.object({ f: z.literal('cas'), key: z.string(), expected: z.string().nullable(), value: z.string() }),
  z.object({ f: z.enum(['put', 'append']), key: z.string(), value: z.string() }),
  z.object({ f: z.literal('delete'), key: z.string() }),
]);

function listen(
  address: string,
  answer: (path: string, message: IncomingMessage) => Promise<[number, unknown]>,
): void {
  const onRequest: RequestListener = (message, response) => {
    answer(message.url ?? '/', message)
      .catch((error: unknown): [number, unknown] => [504, { error: String(error), code: 'outcome_unknown' }])
      .then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  };
  const port = Number(address.slice(address.lastIndexOf(':') + 1));
  createServer(onRequest).listen(port, address.slice(0, address.lastIndexOf(':')));
}

listen(flag('listen-peers'), async (path, message) => {
  const body = await readJson(message);
  switch (path) {
    case '/alive':
      node.heard(from.parse(body).from);
      return [200, null];
    case '/copy':
      node.copy(copy.parse(body));
      return [200, null];
    case '/write':
      return [200, await node.write(write.parse(body))];
    default:
      return [404, null];
  }
});

listen(flag('listen-clients'), async (path, message) => {
  if (path === '/v1/status') {
    const clock = { wallMs: Date.now(), monotonicMs: performance.now() };
    const role = node.leader === id ? 'leader' : 'follower';
    return [200, { node: id, role, term: 0, leader: node.leader, clock }];
  }
  const match = /^\/v1\/kv\/([^/?]+)(?:\/(append|cas))?$/.exec(path);
  if (match === null) return [404, { error: `there is nothing at ${path}`, code: 'not_found' }];
  const key = decodeURIComponent(match[1] ?? '');
  if (message.method === 'GET') {
    const value = node.read(key);
    return value === null
      ? [404, { error: 'there is no such key', code: 'key_not_found' }]
      : [200, { value }];
  }
  return [200, await node.write(writeOf(message.method, match[2], key, await readJson(message)))];
});

function writeOf(
  method: string | undefined,
  action: string | undefined,
  key: string,
  body: unknown,
): NaiveWrite {
  const f = action ?? (method === 'DELETE' ? 'delete' : 'put');
  return write.parse({ ...(body as object | null), f, key });
}

setInterval(() => node.beat(), BEAT_MS);

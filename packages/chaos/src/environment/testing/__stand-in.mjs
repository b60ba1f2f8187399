// A stand-in for a replicated server: it answers /v1/status, and sends its peers a beat over WebSockets. The lowest id
// leads. It needs no library, so that it runs in a container that has only Node.js.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval, setTimeout } from 'node:timers';
import { parseArgs } from 'node:util';

const BEAT_MS = 40;
const RETRY_MS = 100;

const { values } = parseArgs({
  options: {
    id: { type: 'string' },
    clients: { type: 'string' },
    peers: { type: 'string' },
    cluster: { type: 'string' },
    data: { type: 'string' },
  },
});
const cluster = new Map(values.cluster.split(',').map((entry) => entry.split('=')));
const leader = [...cluster.keys()].sort()[0];
const heard = Object.fromEntries([...cluster.keys()].map((id) => [id, 0]));

mkdirSync(values.data, { recursive: true });
const boots = join(values.data, 'boots');
let boot = 1;
try {
  boot = Number(readFileSync(boots, 'utf8')) + 1;
} catch {
  // The first time.
}
writeFileSync(boots, String(boot));

const listen = (server, address) => {
  const at = address.lastIndexOf(':');
  server.listen(Number(address.slice(at + 1)), address.slice(0, at));
};

const clients = createServer((request, response) => {
  const status = {
    node: values.id,
    role: values.id === leader ? 'leader' : 'follower',
    term: boot,
    leader,
    clock: { wallMs: Date.now(), monotonicMs: performance.now() },
    heard,
    boot,
    ticks,
  };
  response.end(JSON.stringify(request.url === '/v1/status' ? status : {}));
});
listen(clients, values.clients);

let ticks = 0;
setInterval(() => (ticks += 1), 100);

// Just enough of RFC 6455: short frames, and a pong for each.

const peers = createServer((_, response) => response.writeHead(426).end());
peers.on('upgrade', (upgrade, socket) => {
  const accept = createHash('sha1')
    .update(`${upgrade.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest('base64');
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
  socket.write(`${[...head, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`);
  socket.on('error', () => socket.destroy());
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 6 && rest.length >= 6 + (rest[1] & 0x7f)) {
      const size = rest[1] & 0x7f;
      heard[rest.toString('utf8', 6, 6 + size)] += 1;
      rest = rest.subarray(6 + size);
      socket.write(Buffer.from([0x8a, 0]));
    }
  });
});
listen(peers, values.peers);

function dial(address) {
  const socketRequest = request(`http://${address}/`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
    timeout: 1000,
  });
  const again = () => setTimeout(() => dial(address), RETRY_MS);
  socketRequest.once('timeout', () => socketRequest.destroy());
  socketRequest.once('error', again);
  socketRequest.once('upgrade', (_, socket) => {
    socketRequest.off('error', again);
    const payload = Buffer.from(values.id);
    // Masked with zeros, as `ws` can be told to; the length fits the short form.
    const frame = Buffer.concat([Buffer.from([0x82, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
    let silent = 0;
    const beat = setInterval(() => {
      if ((silent += 1) > 25) return socket.destroy();
      socket.write(frame);
    }, BEAT_MS);
    socket.on('data', () => (silent = 0));
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      clearInterval(beat);
      again();
    });
  });
  socketRequest.end();
}
for (const [id, address] of cluster) if (id !== values.id) dial(address);
console.log(`${values.id} started for the ${boot}. time`);

'use strict';
// Runs inside a container, as root, next to the node under test, for as long as its standard input is open: one JSON
// object per line asks for something, one per line answers. It spares a `docker exec` per fault and per probe.
const { spawnSync } = require('node:child_process');
const { createSocket } = require('node:dgram');
const { readdirSync, readFileSync, renameSync, writeFileSync, existsSync } = require('node:fs');
const { createInterface } = require('node:readline');
const { clearTimeout, setTimeout } = require('node:timers');

const CHAIN = 'SEAWORTHY';
const heard = new Map();
let restore;

const run = (command, args, input) => {
  const { status, error, stderr } = spawnSync(command, args, { input, encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(stderr.trim() || `${command} ended with ${status}`);
};

/** Loses what comes from these addresses; nothing else is lost. One transaction. */
function filter({ sources }) {
  const rules = sources.map((source) => `-A ${CHAIN} -s ${source} -j DROP\n`).join('');
  const table = `*filter\n:${CHAIN} - [0:0]\n${rules}COMMIT\n`;
  if (restore !== undefined) return run(`${restore}-restore`, ['--noflush'], table);
  const failures = [];
  for (const variant of ['iptables', 'iptables-legacy']) {
    try {
      run(`${variant}-restore`, ['--noflush'], table);
      try {
        run(variant, ['-C', 'INPUT', '-j', CHAIN]);
      } catch {
        run(variant, ['-I', 'INPUT', '-j', CHAIN]);
      }
      restore = variant;
      return undefined;
    } catch (error) {
      failures.push(error.message);
    }
  }
  throw new Error(failures.join('; '));
}

/** Signals what the container's init has started. */
function signal({ name }) {
  let found = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      // After the name of the program, which may hold anything: state, then parent.
      if (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] !== '1') continue;
    } catch {
      continue;
    }
    process.kill(Number(entry), name);
    found += 1;
  }
  if (found === 0) throw new Error('the node does not run');
}

function write({ path, text }) {
  writeFileSync(`${path}.new`, text, { mode: 0o644 });
  renameSync(`${path}.new`, path);
}

const socket = createSocket('udp4');
socket.on('message', (message) => heard.get(message.toString())?.());

/** Answers with whether a datagram with this name arrives in time. */
const hear = ({ name, timeoutMs }) =>
  new Promise((resolve) => {
    const done = (value) => {
      clearTimeout(timer);
      heard.delete(name);
      resolve(value);
    };
    const timer = setTimeout(() => done(false), timeoutMs);
    heard.set(name, () => done(true));
  });

/** Sends more than one, as any may be lost without anybody's doing. */
function send({ name, host, port }) {
  for (const delayMs of [0, 40, 120])
    setTimeout(() => socket.send(name, port, host, () => undefined), delayMs);
}

const exists = ({ paths }) => paths.some((path) => existsSync(path));
const operations = { filter, signal, write, hear, send, exists };

async function answer(line) {
  const { id, op, ...args } = JSON.parse(line);
  try {
    process.stdout.write(`${JSON.stringify({ id, value: (await operations[op](args)) ?? null })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: error.message })}\n`);
  }
}

socket.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
socket.bind(Number(process.argv[1]), () => {
  const input = createInterface({ input: process.stdin });
  input.on('line', answer);
  input.on('close', () => process.exit(0));
  process.stdout.write('{"id":0}\n');
});

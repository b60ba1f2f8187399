import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { sum } from '../numbers.mjs';

/** Of /proc/PID/stat; the same on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const KILL_AFTER_MS = 10_000;
const POLL_MS = 20;

/** All that were started, for {@link killAll}. */
const started = new Set();

/** Starts a program of ours and waits for the first thing it says to its parent. */
export async function forkProgram(file, args = [], nodeFlags = []) {
  const child = remembered(
    fork(file, args, { execArgv: nodeFlags, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
  );
  const [said] = await Promise.race([once(child, 'message'), endOf(child, file)]);
  return { child, said };
}

/** Starts any program; what it prints is dropped, but for its errors where they are asked for. */
export function spawnProgram(command, args, { errors = false } = {}) {
  return remembered(spawn(command, args, { stdio: ['ignore', 'ignore', errors ? 'inherit' : 'ignore'] }));
}

function remembered(child) {
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
}

/** Ends all processes that were started, at once and without a wait. */
export function killAll() {
  for (const child of started) child.kill('SIGKILL');
}

async function endOf(child, name) {
  const [code, signal] = await once(child, 'exit');
  throw new Error(`${name} ended with ${code ?? signal} before it was ready`);
}

/** Ends processes and waits until they are gone; politely, if told, so that they can write what they have to. */
export async function stop(processes, signal = 'SIGKILL') {
  const running = processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ends = running.map((child) => once(child, 'exit'));
  for (const child of running) child.kill(signal);
  const late = setTimeout(() => running.forEach((child) => child.kill('SIGKILL')), KILL_AFTER_MS);
  await Promise.all(ends);
  clearTimeout(late);
}

/** CPU time that a process has used, all threads, in seconds; to 10 ms. */
export function cpuSeconds(pid) {
  return secondsIn(`/proc/${pid}/stat`);
}

/** The part of {@link cpuSeconds} that the main thread has used. */
export function mainThreadSeconds(pid) {
  return secondsIn(`/proc/${pid}/task/${pid}/stat`);
}

function secondsIn(file) {
  const fields = readFileSync(file, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[USER_TICKS]) + Number(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
}

/** CPU time of the whole machine since it started, in seconds: of all cores, and that in which they were not idle. */
export function machineSeconds() {
  const [user, nice, system, idle, waiting, ...interrupts] = readFileSync('/proc/stat', 'utf8')
    .split('\n')[0]
    .split(/ +/)
    .slice(1, 9)
    .map((ticks) => Number(ticks) / TICKS_PER_SECOND);
  const busy = sum([user, nice, system, ...interrupts]);
  return { busy, all: busy + idle + waiting };
}

/** Memory that a process has in RAM, in bytes. */
export function residentBytes(pid) {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kib) * 1024;
}

export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = [];
  for (const server of servers) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.push(server.address().port);
  }
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Asks `find` again and again until it finds something. Rejects when nothing was found for `seconds`. */
export async function eventually(what, find, seconds = 20) {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const found = await find().catch(() => undefined);
    if (found !== undefined) return found;
    await pause(POLL_MS);
  }
  throw new Error(`${what}: nothing within ${seconds} s`);
}

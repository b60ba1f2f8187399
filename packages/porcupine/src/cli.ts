#!/usr/bin/env node
import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { main } from './cli/main.ts';

const interrupt = new AbortController();
// Only the first one: the second is left to end the process.
process.once('SIGINT', () => interrupt.abort());

process.exitCode = await main(process.argv.slice(2), {
  read: (path) => addAbortSignal(interrupt.signal, path === '-' ? process.stdin : createReadStream(path)),
  writeFile,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  columns: process.stderr.isTTY ? process.stderr.columns : undefined,
  signal: interrupt.signal,
});

#!/usr/bin/env node
import { runCli } from './cli/program.ts';

// What is printed to a pipe that its reader has closed is of no use to anybody; the run goes on.
process.stdout.on('error', () => undefined);

const { stdout } = process;
const exitCode = await runCli(process.argv.slice(2), {
  output: {
    isTerminal: Boolean(stdout.isTTY),
    get columns() {
      return stdout.columns;
    },
    write: (text) => {
      stdout.write(text);
    },
  },
  complain: (text) => {
    process.stderr.write(`${text}\n`);
  },
});
// Not left to the event loop: a half-closed socket somewhere shall not keep the process, nor spin in its tear-down.
stdout.write('', () => process.exit(exitCode));

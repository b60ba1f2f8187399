#!/usr/bin/env node
import { EXIT } from './daemon/exit-codes.ts';
import { run } from './daemon/run.ts';
import { inspect } from './inspect.ts';
import { up } from './up/up.ts';

const USAGE = `Usage: seaworthy-server [run] [flags]     one node of a cluster
       seaworthy-server up [flags]        a local cluster, each node a process
       seaworthy-server inspect DIR       what a data directory holds, verified
       seaworthy-server <command> --help  the flags of a command
`;

async function main([command = 'run', ...rest]: readonly string[]): Promise<number> {
  if (command === 'run') return await run(rest);
  if (command === 'up') return await up(rest);
  if (command === 'inspect') return await inspect(rest);
  if (command === 'help') {
    process.stdout.write(USAGE);
    return EXIT.ok;
  }
  if (command.startsWith('-')) return await run([command, ...rest]);
  process.stderr.write(`seaworthy-server: there is no command ${JSON.stringify(command)}\n${USAGE}`);
  return EXIT.configuration;
}

process.exit(await main(process.argv.slice(2)));

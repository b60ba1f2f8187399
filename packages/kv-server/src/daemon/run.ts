import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

import { systemClock } from '@seaworthy/core';
import type { Logger } from 'pino';

import { formatAddress } from '../config/address.ts';
import { configurationHelp, readConfiguration, type Configuration } from '../config/configuration.ts';
import { startServer, type KvServer } from '../server/kv-server.ts';
import type { Warning } from '../server/server-options.ts';
import { VERSION } from '../version.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { tuneHeap } from './heap.ts';
import { createLogger, logEvent } from './logger.ts';

/** Docker kills a container 10 s after it asked it to stop. */
const STOP_MS = 8000;
const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

/** `seaworthy-server run`: one node, until it is told to stop. Resolves with an exit code, or ends the process. */
export async function run(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) return say(configurationHelp());
  if (argv.includes('--version')) return say(`${VERSION}\n`);
  const print = '--print-config';
  const result = readConfiguration({
    argv: argv.filter((word) => word !== print),
    env: process.env,
    hostname: hostname(),
    readFile: (path) => readFileSync(path, 'utf8'),
  });
  if (!result.ok) {
    process.stderr.write(
      `seaworthy-server: the configuration is wrong\n${result.mistakes.map((it) => `  ${it}\n`).join('')}`,
    );
    return EXIT.configuration;
  }
  if (argv.includes(print)) return say(`${JSON.stringify(result.effective, null, 2)}\n`);
  tuneHeap();
  return await new Daemon(result.configuration, result.warnings).run();
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.ok;
}

/** The process around a server: what it logs, and how it ends. */
class Daemon {
  readonly #configuration: Configuration;
  readonly #logger: Logger;
  #server: KvServer | null = null;
  #end: (exitCode: number) => void = () => undefined;
  #stopping = false;

  constructor(configuration: Configuration, warnings: readonly string[]) {
    this.#configuration = configuration;
    this.#logger = createLogger(configuration, systemClock);
    for (const warning of warnings) this.#logger.warn(warning);
  }

  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => (this.#end = resolve));
    process.on('unhandledRejection', (error) => this.#die('a promise was rejected and nobody cared', error));
    process.on('uncaughtException', (error) => this.#die('an error was thrown and nobody cared', error));
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.#onSignal(signal));
    // Whoever started this process with a channel is gone, and with it whoever would have stopped it.
    process.on('disconnect', () => void this.#stop('the parent process is gone'));
    try {
      await this.#start();
    } catch (error) {
      this.#logger.fatal({ err: error }, 'the server could not start');
      return exitCodeOf(error);
    }
    return await ended;
  }

  async #start(): Promise<void> {
    const {
      settings,
      limits,
      advertiseClients,
      logLevel: _level,
      logFormat: _format,
      ...options
    } = this.#configuration;
    this.#logger.info({ version: VERSION, data: options.dataDirectory }, 'starting');
    const server = await startServer({
      ...options,
      ...(this.#portIsOpen() ? {} : { advertiseClients }),
      settings,
      limits,
      clock: systemClock,
      onEvent: (event) => logEvent(this.#logger, systemClock, event),
      onWarning: (warning) => this.#warn(warning),
      onFailure: (error) => this.#die('the node cannot go on', error),
    });
    this.#server = server;
    const { clientUrl, peerAddress } = server;
    this.#logger.info({ clients: clientUrl, peers: formatAddress(peerAddress) }, 'serving');
    process.send?.({ serving: clientUrl });
  }

  /** Port 0 becomes a real one when the server listens, which then is the one to advertise. */
  #portIsOpen(): boolean {
    return this.#configuration.advertiseClients.endsWith(':0');
  }

  #warn({ component, code, message, error }: Warning): void {
    this.#logger.warn({ component, code, ...(error === undefined ? {} : { err: error }) }, message);
  }

  #onSignal(signal: keyof typeof SIGNAL_NUMBERS): void {
    if (this.#stopping || this.#server === null) {
      this.#logger.warn({ signal }, 'ending at once');
      process.exit(this.#stopping ? 128 + SIGNAL_NUMBERS[signal] : EXIT.ok);
    }
    void this.#stop(signal);
  }

  async #stop(reason: string): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#logger.info({ reason }, 'stopping');
    systemClock.schedule(STOP_MS, () =>
      this.#die('stopping took too long', new Error(`more than ${STOP_MS} ms`)),
    );
    await this.#server?.stop();
    this.#logger.info('stopped');
    this.#end(EXIT.ok);
  }

  #die(message: string, error: unknown): void {
    this.#logger.fatal({ err: error }, message);
    process.exit(exitCodeOf(error));
  }
}

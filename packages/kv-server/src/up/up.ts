import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { systemClock } from '@seaworthy/core';

import { EXIT } from '../daemon/exit-codes.ts';
import { ChildNode } from './child-node.ts';
import { Display } from './display.ts';
import type { Row } from './table.ts';
import { PEER_PORT_OFFSET, readUpOptions, upHelp, type UpOptions } from './up-options.ts';

const TERMINAL_MS = 250;
const LINES_MS = 1000;
/** A node stops within 8 s. */
const STOP_MS = 9000;
const HOST = '127.0.0.1';
const INTERRUPTED = 130;

/** `seaworthy-server up`: a local cluster of processes, shown live. Resolves with an exit code. */
export async function up(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(upHelp());
    return EXIT.ok;
  }
  const read = readUpOptions(argv);
  if (!read.ok) return refuse(read.mistakes);
  const { options } = read;
  let directory: string;
  try {
    directory = prepareDirectory(options);
  } catch (error) {
    refuse([error instanceof Error ? error.message : String(error)]);
    return error instanceof ShapeError ? EXIT.configuration : EXIT.directory;
  }
  try {
    return await new LocalCluster(options, directory).run();
  } finally {
    if (options.ephemeral) rmSync(directory, { recursive: true, force: true });
  }
}

function refuse(mistakes: readonly string[]): number {
  process.stderr.write(
    `seaworthy-server up: this cannot be done\n${mistakes.map((it) => `  ${it}\n`).join('')}`,
  );
  return EXIT.configuration;
}

class ShapeError extends Error {}

/** Makes the directory, or finds that it holds a cluster of the same shape: members are fixed once and for all. */
function prepareDirectory({ ephemeral, dataDirectory, nodes, basePort }: UpOptions): string {
  if (ephemeral) return mkdtempSync(join(tmpdir(), 'seaworthy-up-'));
  const directory = resolve(dataDirectory);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'cluster.json');
  const shape = JSON.stringify({ nodes, basePort });
  const found = tryRead(file);
  if (found === null) writeFileSync(file, `${shape}\n`);
  else if (found.trim() !== shape)
    throw new ShapeError(
      `data-dir: expected ${directory} to hold a cluster of ${shape}, it holds one of ${found.trim()}`,
    );
  return directory;
}

function tryRead(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

class LocalCluster {
  readonly #options: UpOptions;
  readonly #directory: string;
  readonly #display = new Display(process.stdout);
  readonly #nodes: ChildNode[] = [];
  #interrupted = false;
  #wake: () => void = () => undefined;

  constructor(options: UpOptions, directory: string) {
    this.#options = options;
    this.#directory = directory;
  }

  async run(): Promise<number> {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => this.#onSignal());
    const exitCode = (await this.#boot()) ?? (await this.#watch());
    this.#display.say('stopping');
    const exitCodes = await Promise.all(this.#nodes.map((node) => node.stop(STOP_MS)));
    this.#display.say('stopped');
    return exitCode === EXIT.ok && exitCodes.some((code) => code !== EXIT.ok) ? EXIT.internal : exitCode;
  }

  /** Starts the nodes one by one. Resolves with an exit code if that failed or was interrupted. */
  async #boot(): Promise<number | null> {
    const { nodes, basePort } = this.#options;
    const members = ids(nodes).map(
      (id, position) => `${id}=${HOST}:${basePort + PEER_PORT_OFFSET + position}`,
    );
    for (const [position, id] of ids(nodes).entries()) {
      if (this.#interrupted) return EXIT.ok;
      const node = this.#spawn(id, position, members.join(','));
      this.#nodes.push(node);
      if (!(await node.serves())) return await this.#giveUp(node);
      this.#display.say(`${id} runs: ${node.url}, process ${node.pid}, log ${this.#logFile(id)}`);
    }
    return null;
  }

  #spawn(id: string, position: number, members: string): ChildNode {
    const { basePort } = this.#options;
    const clients = `${HOST}:${basePort + position}`;
    const peers = `${HOST}:${basePort + PEER_PORT_OFFSET + position}`;
    return new ChildNode({
      id,
      url: `http://${clients}`,
      logFile: this.#logFile(id),
      flags: [
        ...['--node-id', id, '--cluster-id', 'local', '--cluster', members],
        ...['--listen-clients', clients, '--listen-peers', peers, '--data-dir', join(this.#directory, id)],
      ],
      clock: systemClock,
    });
  }

  async #giveUp(node: ChildNode): Promise<number> {
    const exitCode = await node.stop(0);
    if (this.#interrupted) return EXIT.ok;
    process.stderr.write(`${node.id} ended with code ${exitCode}; its log ends with\n${node.logTail()}\n`);
    return exitCode > 0 ? exitCode : EXIT.internal;
  }

  /** Shows the cluster until somebody asks to stop, or nothing is left to show. */
  async #watch(): Promise<number> {
    const periodMs = process.stdout.isTTY ? TERMINAL_MS : LINES_MS;
    while (!this.#interrupted) {
      const rows = await Promise.all(
        this.#nodes.map(async (node): Promise<Row> => ({
          id: node.id,
          url: node.url,
          sight: await node.look(),
        })),
      );
      this.#display.show(rows);
      if (rows.every(({ sight }) => sight.kind === 'ended')) return EXIT.internal;
      await new Promise<void>((wake) => {
        this.#wake = wake;
        systemClock.schedule(periodMs, wake);
      });
    }
    return EXIT.ok;
  }

  #onSignal(): void {
    if (this.#interrupted) {
      for (const node of this.#nodes) node.kill();
      process.exit(INTERRUPTED);
    }
    this.#interrupted = true;
    this.#wake();
  }

  #logFile(id: string): string {
    return join(this.#directory, `${id}.log`);
  }
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, position) => `n${position + 1}`);
}

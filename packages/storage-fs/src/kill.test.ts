import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openStorage, type Storage } from './storage.ts';
import { failureOf } from './testing/opened.test.support.ts';
import { dataFor } from './testing/writer-process.test.support.ts';

/** How often to kill; the target `kill` does it more often. */
const ROUNDS = Number(process.env['SEAWORTHY_KILLS'] ?? 3);

const PROGRAM = new URL('./testing/writer-process.test.support.ts', import.meta.url).pathname;

/** A writing process; `lines` grows with what it says. */
class Writer {
  readonly process: ChildProcess;
  readonly lines: string[] = [];
  #heard: () => void = () => undefined;
  #complaints = '';

  constructor(directory: string) {
    const args = ['--conditions=@seaworthy/source', '--import', 'tsx', PROGRAM, directory];
    this.process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process.stderr?.on('data', (text: Buffer) => (this.#complaints += text.toString()));
    this.process.once('exit', () => this.#heard());
    if (this.process.stdout === null) throw new Error('no output to read');
    createInterface(this.process.stdout).on('line', (line) => {
      this.lines.push(line);
      this.#heard();
    });
  }

  async said(lines: number): Promise<void> {
    while (this.lines.length < lines) {
      if (this.process.exitCode !== null) throw new Error(`the writer ended: ${this.#complaints}`);
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  /** Kills it as `kill -9` does; resolves when it is gone and all it said was heard. */
  async kill(): Promise<void> {
    const closed = once(this.process, 'close');
    this.process.kill('SIGKILL');
    await closed;
  }

  acknowledged(): number {
    const last = this.lines.findLast((line) => line.startsWith('acknowledged '));
    return Number(last?.split(' ')[1] ?? 0);
  }
}

describe('a process that is killed', () => {
  let directory: string;
  let writer: Writer | null = null;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'seaworthy-kill-')), 'data');
  });
  afterEach(async () => {
    if (writer?.process.exitCode === null && writer.process.signalCode === null) await writer.kill();
    await rm(join(directory, '..'), { recursive: true });
  });

  function open(): Promise<Storage> {
    return openStorage({ directory, clusterId: 'harbour', nodeId: 'n1' });
  }

  it('has lost nothing that it acknowledged, and has left no lock, time and again', async () => {
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round++) {
      writer = new Writer(directory);
      await writer.said(2);
      const refused = await failureOf(open());
      expect(refused.code).toBe('locked');
      expect(refused.message).toContain(`process ${writer.process.pid}`);
      await writer.said(2 + ((round * 97 + 100) % 450));
      await writer.kill();
      // A process may be killed before it acknowledged anything.
      acknowledged = Math.max(acknowledged, writer.acknowledged());

      await using storage = await open();
      const { entries, hardState, base } = await storage.logStore.load();
      expect(hardState).toEqual({ term: round + 1, votedFor: 'n1' });
      expect(base.index).toBe(0);
      expect(entries.length).toBeGreaterThanOrEqual(acknowledged);
      for (const [at, { index, data }] of entries.entries()) {
        expect(index).toBe(at + 1);
        if (!dataFor(index).equals(data)) throw new Error(`entry ${index} is not what was written`);
      }
    }
    expect(acknowledged).toBeGreaterThan(50 * ROUNDS);
  }, 3_600_000);
});

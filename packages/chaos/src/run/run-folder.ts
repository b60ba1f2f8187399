import { copyFile, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { ChaosError, messageOf } from '../errors.ts';
import { fromFolderName, toFolderName, type Instant } from '../temporal.ts';

/** The files of a run. */
export const RUN_FILES = {
  experiment: 'experiment.json',
  history: 'history.jsonl',
  clocks: 'clocks.jsonl',
  results: 'results.json',
  report: 'index.html',
  logs: 'logs',
} as const;

/**
 * Where runs are kept unless said otherwise: `store` in the root of the workspace that the caller is in (task runners
 * start scripts in a package's folder), or else in the folder itself.
 */
export function defaultStore(start: string): string {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return join(folder, 'store');
    if (folder === dirname(folder)) return join(resolve(start), 'store');
  }
}

/** The folder of one run. */
export class RunFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes `store/<name>/<timestamp>/`. */
  static async create(store: string, name: string, instant: Instant): Promise<RunFolder> {
    const parent = join(resolve(store), name);
    try {
      await mkdir(parent, { recursive: true });
    } catch (cause) {
      throw new ChaosError('bad_arguments', `cannot keep runs in ${store}: ${messageOf(cause)}`, { cause });
    }
    const base = toFolderName(instant);
    for (let attempt = 1; ; attempt++) {
      const folder = attempt === 1 ? base : `${base}-${attempt}`;
      try {
        await mkdir(join(parent, folder));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
        throw error;
      }
      await mkdir(join(parent, folder, RUN_FILES.logs));
      return new RunFolder(join(parent, folder));
    }
  }

  /** Points `latest` at this run, among those of its name and among all. */
  async becomeLatest(): Promise<void> {
    const parent = dirname(this.path);
    await pointAt(join(parent, 'latest'), basename(this.path));
    await pointAt(join(dirname(parent), 'latest'), join(basename(parent), basename(this.path)));
  }

  /** Removes the folder of a run that never began. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }

  file(name: keyof typeof RUN_FILES): string {
    return join(this.path, RUN_FILES[name]);
  }

  /** Where the log of a node lies, from here. */
  logPath(node: string): string {
    return `${RUN_FILES.logs}/${node}.log`;
  }

  logFile(node: string): string {
    return join(this.path, this.logPath(node));
  }

  async writeJson(name: 'experiment' | 'results', value: unknown): Promise<void> {
    await writeWhole(this.file(name), `${JSON.stringify(value, null, 2)}\n`);
  }

  async writeReport(html: string): Promise<void> {
    await writeWhole(this.file('report'), html);
  }

  async writeClocks(samples: readonly unknown[]): Promise<void> {
    await writeWhole(this.file('clocks'), samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
  }

  async readText(name: 'experiment' | 'clocks'): Promise<string> {
    try {
      return await readFile(this.file(name), 'utf8');
    } catch (cause) {
      const text = `${this.path} is not the folder of a run: ${messageOf(cause)}`;
      throw new ChaosError('bad_run_folder', text, { cause });
    }
  }

  /** Copies a node's log to where runs keep it, unless it was written there. A node that logged nothing has none. */
  async collectLog(node: string, from: string): Promise<void> {
    if (resolve(from) === resolve(this.logFile(node))) return;
    try {
      await copyFile(from, this.logFile(node));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
  }
}

/** The runs of a store: its own folders and no others, newest first. */
export async function listRuns(store: string): Promise<{ name: string; run: string }[]> {
  const runs: { name: string; run: string }[] = [];
  for (const name of await folders(store)) {
    for (const run of await folders(join(store, name))) {
      if (fromFolderName(run) !== undefined) runs.push({ name, run });
    }
  }
  return runs.sort((a, b) => (a.run < b.run ? 1 : -1));
}

async function folders(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** A reader finds the old file or the new one, never half of it. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

async function pointAt(link: string, target: string): Promise<void> {
  await rm(`${link}.tmp`, { force: true });
  await symlink(target, `${link}.tmp`);
  await rename(`${link}.tmp`, link);
}

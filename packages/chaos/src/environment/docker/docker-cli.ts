import { execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

import { ChaosError } from '../../errors.ts';

export interface DockerCallOptions {
  /** Default 30,000. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Answers with what went to standard error too. */
  readonly both?: boolean;
}

/** Runs the docker command and answers with what it printed. Throws `environment_failed` with its complaint. */
export async function docker(args: readonly string[], options: DockerCallOptions = {}): Promise<string> {
  const { timeoutMs = 30_000, env = {}, both = false } = options;
  return await new Promise((resolve, reject) => {
    const settings = {
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, ...env },
    } as const;
    execFile('docker', [...args], settings, (cause, stdout, stderr) => {
      if (cause === null) return resolve(`${stdout}${both ? stderr : ''}`.trim());
      const complaint =
        cause.killed === true ? `no answer within ${timeoutMs} ms` : stderr.trim() || cause.message;
      reject(new ChaosError('environment_failed', `docker ${args[0] ?? ''}: ${complaint}`, { cause }));
    });
  });
}

/** Like {@link docker} with an empty answer for what is gone already. */
export async function dockerQuietly(args: readonly string[]): Promise<string> {
  return await docker(args).catch(() => '');
}

/** The engine's version. Throws `environment_unavailable` unless one answers soon. */
export async function engineVersion(timeoutMs = 3000): Promise<string> {
  try {
    return await docker(['info', '--format', '{{.ServerVersion}}'], { timeoutMs });
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split('\n').pop() ?? '') : '';
    const reason = said.replace(/^docker info: /, '');
    throw new ChaosError('environment_unavailable', `no Docker engine answers (${reason})`, { cause });
  }
}

/** Writes all that a container printed to a file. */
export async function saveLogs(container: string, path: string): Promise<void> {
  const file = openSync(path, 'w');
  try {
    const child = spawn('docker', ['logs', container], { stdio: ['ignore', file, file] });
    await new Promise((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
  } finally {
    closeSync(file);
  }
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

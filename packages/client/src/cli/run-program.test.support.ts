import { PassThrough } from 'node:stream';
import type { ExitCode } from './io.ts';
import { runCli } from './program.ts';

export interface Run {
  readonly args: readonly string[];
  readonly stdin?: string | Uint8Array;
  readonly endpoints?: string;
  /** Whether what is printed goes to a terminal. */
  readonly tty?: boolean;
  /** Types on the terminal; by default everything at once. */
  readonly type?: (keys: PassThrough, screen: () => string) => Promise<void>;
  /** Gets the way to press Ctrl-C once somebody listens to it. */
  readonly onInterruptible?: (interrupt: () => void) => void;
}

export interface RunOutput {
  readonly code: ExitCode;
  readonly bytes: Buffer;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export async function runProgram(options: Run): Promise<RunOutput> {
  const { args, stdin = '', endpoints = '', tty = false, type, onInterruptible } = options;
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const stdout = Object.assign(new PassThrough(), { isTTY: tty });
  const stderr = Object.assign(new PassThrough(), { isTTY: tty });
  stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
  stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
  const input = Object.assign(new PassThrough(), { isTTY: type !== undefined });
  const ending = runCli(args, {
    ...{ stdin: input, stdout, stderr },
    env: { SEAWORTHY_ENDPOINTS: endpoints },
    onInterrupt: (interrupt) => {
      onInterruptible?.(interrupt);
      return () => undefined;
    },
  });
  if (type === undefined) input.end(stdin);
  else await type(input, () => Buffer.concat(output.stdout).toString());
  const code = await ending;
  const bytes = Buffer.concat(output.stdout);
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(output.stderr).toString() };
}

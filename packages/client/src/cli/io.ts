import type { Readable, Writable } from 'node:stream';

/** What the command line reads from and writes to. */
export interface CliIo {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean };
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `run` at the first Ctrl-C instead of ending the process; until the returned function is called. */
  readonly onInterrupt?: (run: () => void) => () => void;
}

/**
 * 0: done. 1: failed. 2: called in the wrong way. 3: the key does not exist, or its value was not the expected one.
 * 130: interrupted, as shells put it.
 */
export const EXIT = { ok: 0, failed: 1, usage: 2, no: 3, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called in the wrong way. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

export async function readAll(input: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input)
    chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array));
  return Buffer.concat(chunks);
}

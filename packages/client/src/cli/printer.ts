import { isSeaworthyError } from '../errors.ts';
import type { StoredValue } from '../results.ts';
import { EXIT, UsageError, type CliIo, type ExitCode } from './io.ts';

/** Writes results and errors for people or, with `json`, one JSON object a line for programs. */
export class Printer {
  readonly json: boolean;
  readonly #io: CliIo;

  constructor(io: CliIo, json: boolean) {
    this.#io = io;
    this.json = json;
  }

  /** A result in words and as an object. */
  result(words: string, object: object): void {
    this.#io.stdout.write(`${this.json ? JSON.stringify(object) : words}\n`);
  }

  /** A value as its own bytes; on a terminal, what is not printable is escaped. */
  value(key: string, state: StoredValue): void {
    if (this.json) {
      this.result('', { key, ...describe(state) });
      return;
    }
    const safe = this.#io.stdout.isTTY !== true || isPrintable(state.value);
    this.#io.stdout.write(safe ? state.value : JSON.stringify(state.text));
    this.#io.stdout.write('\n');
  }

  text(text: string): void {
    this.#io.stdout.write(text);
  }

  /** Reports an error; returns the exit code it stands for. */
  error(error: unknown): ExitCode {
    const { message, code, outcome } = explain(error);
    const line = this.json
      ? JSON.stringify({ error: message, code, outcome })
      : `error: ${message} (${code})`;
    this.#io.stderr.write(`${line}\n`);
    return code === 'usage' || code === 'invalid_argument' ? EXIT.usage : EXIT.failed;
  }
}

/** A value and its revisions for JSON; bytes that are not UTF-8 come as `valueBase64`. */
export function describe(state: StoredValue): object {
  const { revision, createRevision, modRevision, version } = state;
  return { ...describeBytes(state.value), revision, createRevision, modRevision, version };
}

function describeBytes(bytes: Uint8Array): object {
  const text = decode(bytes);
  return text === undefined ? { valueBase64: Buffer.from(bytes).toString('base64') } : { value: text };
}

function explain(error: unknown): { message: string; code: string; outcome?: string } {
  if (isSeaworthyError(error)) {
    const { cause, code, outcome } = error;
    const why = isSeaworthyError(cause) ? `: ${cause.message}` : '';
    return { message: `${error.message}${why}`, code, outcome };
  }
  if (error instanceof UsageError) return { message: error.message, code: error.code };
  return { message: error instanceof Error ? error.message : String(error), code: 'internal' };
}

function isPrintable(bytes: Uint8Array): boolean {
  const text = decode(bytes);
  return text !== undefined && !/[\p{Cc}\p{Cf}]/u.test(text.replaceAll(/[\n\t]/g, ''));
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

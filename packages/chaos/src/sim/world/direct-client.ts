import { encodeCommand, type Answer, type Reply, type Request } from '@seaworthy/client/wire';

import type { StoreCompletion, StoreOperation, TestClient } from '../../workload/client.ts';

/** Brings one encoded command to a node and its reply back; `null` means that nothing arrived there. */
export type Ask = (command: Uint8Array, settle: (reply: Reply | null) => void) => void;

/** Calls `run` after so many milliseconds of virtual time, unless the returned function is called first. */
export type Later = (delayMs: number, run: () => void) => () => void;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Talks to one node, leader or not, without a session, so that every answer and every refusal of it is seen. */
export class DirectClient implements TestClient {
  readonly #ask: Ask;
  readonly #later: Later;
  readonly #timeoutMs: number;

  constructor(ask: Ask, later: Later, timeoutMs: number) {
    this.#ask = ask;
    this.#later = later;
    this.#timeoutMs = timeoutMs;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  invoke(operation: StoreOperation): Promise<StoreCompletion> {
    return new Promise((resolve) => {
      const unknown = operation.f === 'get' ? 'fail' : 'info';
      const cancel = this.#later(this.#timeoutMs, () => resolve({ type: unknown, error: 'no answer came' }));
      this.#ask(encodeCommand(requestOf(operation)), (reply) => {
        cancel();
        resolve(reply === null ? { type: 'fail', error: 'unreachable' } : completionOf(operation, reply));
      });
    });
  }

  teardown(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function requestOf(operation: StoreOperation): Request {
  const key = encoder.encode(operation.key);
  switch (operation.f) {
    case 'get':
      return { op: 'get', key, serializable: false };
    case 'put':
    case 'append':
      return { op: operation.f, key, value: encoder.encode(operation.value) };
    case 'delete':
      return { op: 'delete', key };
    case 'cas': {
      const expected = operation.expected === null ? null : encoder.encode(operation.expected);
      return { op: 'cas', key, expected, value: encoder.encode(operation.value) };
    }
  }
}

function completionOf(operation: StoreOperation, reply: Reply): StoreCompletion {
  if (reply.ok) return { type: 'ok', revision: reply.answer.revision, ...valueOf(operation, reply.answer) };
  const { code } = reply.refusal;
  const unsure = code === 'outcome_unknown' || code === 'internal';
  return { type: unsure && operation.f !== 'get' ? 'info' : 'fail', error: code };
}

function valueOf({ f }: StoreOperation, { succeeded, current }: Answer): Partial<StoreCompletion> {
  const text = current === null ? null : decoder.decode(current.value);
  switch (f) {
    case 'get':
      return { value: text };
    case 'delete':
      return { value: succeeded };
    case 'cas':
      return succeeded ? { value: true } : { value: false, current: text };
    case 'put':
    case 'append':
      return {};
  }
}

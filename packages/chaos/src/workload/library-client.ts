import {
  createClient,
  isSeaworthyError,
  type CasResult,
  type Client,
  type ClientOptions,
} from '@seaworthy/client';

import { messageOf } from '../errors.ts';
import type { ClientContext, StoreCompletion, StoreOperation, TestClient } from './client.ts';

type Ports = Pick<ClientOptions, 'clock' | 'random' | 'connectSocket' | 'fetchJson'>;

/**
 * Reaches a Seaworthy cluster the way its users do: through the client library, which follows the leader and repeats
 * writes within a session.
 */
export class LibraryClient implements TestClient {
  readonly #ports: Ports;
  #client: Client | undefined;

  /** `ports` replace the time, the chance and the network of this computer. */
  constructor(ports: Ports = {}) {
    this.#ports = ports;
  }

  open({ nodes, timeoutMs }: ClientContext): Promise<void> {
    this.#client = createClient({
      endpoints: nodes.map(({ clientUrl }) => clientUrl),
      timeoutMs,
      attemptTimeoutMs: Math.max(1, timeoutMs / 2),
      // Addresses that servers tell need not be reachable from here.
      discover: false,
      ...this.#ports,
    });
    return Promise.resolve();
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  async invoke(operation: StoreOperation, signal: AbortSignal): Promise<StoreCompletion> {
    const client = this.#client;
    if (client === undefined) throw new Error('the client was not opened');
    try {
      const completion = await carryOut(client, operation, signal);
      return { ...completion, ...(client.leader === null ? {} : { node: client.leader }) };
    } catch (error) {
      if (!isSeaworthyError(error)) throw error;
      return {
        type: error.outcome === 'none' ? 'fail' : 'info',
        error: `${error.code}: ${rootCause(error)}`,
        ...(client.leader === null ? {} : { node: client.leader }),
      };
    }
  }

  teardown(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }
}

async function carryOut(
  client: Client,
  operation: StoreOperation,
  signal: AbortSignal,
): Promise<StoreCompletion> {
  const { key } = operation;
  switch (operation.f) {
    case 'get': {
      const found = await client.get(key, { signal });
      return found === null
        ? { type: 'ok', value: null }
        : { type: 'ok', value: found.text, revision: found.modRevision };
    }
    case 'put': {
      const { revision } = await client.put(key, operation.value, { signal });
      return { type: 'ok', revision };
    }
    case 'append': {
      const { revision } = await client.append(key, operation.value, { signal });
      return { type: 'ok', revision };
    }
    case 'delete': {
      const { existed, revision } = await client.delete(key, { signal });
      return { type: 'ok', value: existed, revision };
    }
    case 'cas':
      return casCompletion(await client.cas(key, operation.expected, operation.value, { signal }));
  }
}

function casCompletion({ succeeded, revision, current }: CasResult): StoreCompletion {
  return succeeded
    ? { type: 'ok', value: true, revision }
    : { type: 'ok', value: false, revision, current: current?.text ?? null };
}

function rootCause(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : messageOf(error);
}

import { connect, type Client } from '../client.ts';
import { parseEndpoints } from '../endpoint.ts';
import type { ClientOptions } from '../options.ts';
import type { CasResult, StoredValue } from '../results.ts';
import { LoadError, type Done, type LoadConnection, type LoadTarget, type Operation } from './target.ts';

/**
 * A Seaworthy cluster under load; every connection is a client of its own. Serializable reads go to one server after
 * the other, connection by connection.
 */
export function seaworthyTarget(options: ClientOptions): LoadTarget {
  const endpoints = parseEndpoints(options.endpoints);
  let opened = 0;
  return {
    open: async (signal) => {
      const first = opened++ % endpoints.length;
      const turned = [...endpoints.slice(first), ...endpoints.slice(0, first)];
      return new ClientConnection(await connectUnless(signal, { ...options, endpoints: turned }));
    },
  };
}

/** The signal ends the attempt, but not a client that stands. */
async function connectUnless(signal: AbortSignal | undefined, options: ClientOptions): Promise<Client> {
  const attempt = new AbortController();
  const abort = (): void => {
    attempt.abort(signal?.reason);
  };
  if (signal?.aborted === true) abort();
  signal?.addEventListener('abort', abort);
  try {
    return await connect({ ...options, signal: attempt.signal });
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

class ClientConnection implements LoadConnection {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  start({ kind, key, value }: Operation, done: Done): void {
    const client = this.#client;
    switch (kind) {
      case 'put':
      case 'append':
        client[kind](key, value).then(() => {
          done(null);
        }, done);
        return;
      case 'cas':
        client.cas(key, value, value).then((result) => {
          done(refusalOf(result));
        }, done);
        return;
      case 'get':
      case 'get-serializable':
        client.get(key, { consistency: kind === 'get' ? 'linearizable' : 'serializable' }).then((state) => {
          done(absenceOf(state));
        }, done);
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

function refusalOf({ succeeded }: CasResult): LoadError | null {
  return succeeded ? null : new LoadError('cas_refused', 'the key did not hold the value that cas expects');
}

function absenceOf(state: StoredValue | null): LoadError | null {
  return state === null ? new LoadError('no_such_key', 'the key to read does not exist') : null;
}

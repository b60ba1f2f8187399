import type { ClientContext, StoreCompletion, StoreOperation, TestClient } from './client.ts';
import { HttpClient } from './http-client.ts';
import { LibraryClient } from './library-client.ts';

/**
 * The clients of a Seaworthy cluster: those that follow the leader use the library and its sessions, the others the
 * HTTP door of one node.
 */
export class SeaworthyClient implements TestClient {
  #client: TestClient | undefined;

  async open(context: ClientContext): Promise<void> {
    this.#client = context.routing === 'follow' ? new LibraryClient() : new HttpClient();
    await this.#client.open(context);
  }

  async setup(): Promise<void> {
    await this.#opened.setup();
  }

  async invoke(operation: StoreOperation, signal: AbortSignal): Promise<StoreCompletion> {
    return await this.#opened.invoke(operation, signal);
  }

  async teardown(): Promise<void> {
    await this.#opened.teardown();
  }

  async close(): Promise<void> {
    await this.#client?.close();
  }

  get #opened(): TestClient {
    if (this.#client === undefined) throw new Error('the client was not opened');
    return this.#client;
  }
}

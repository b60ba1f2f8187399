import { Agent, request, type IncomingMessage } from 'node:http';

import { z } from 'zod';

import type { NodeAddress } from '../environment/environment.ts';
import { messageOf } from '../errors.ts';
import { withDeadline } from '../run/deadline.ts';
import type { ClientContext, StoreCompletion, StoreOperation, TestClient } from './client.ts';

const revision = z.number().optional();
const keyState = z.object({ value: z.string() });
const getAnswer = keyState.extend({ revision, modRevision: revision });
const writeAnswer = z.object({ succeeded: z.boolean(), revision, current: keyState.nullish() });
const errorAnswer = z.object({ error: z.string(), code: z.string(), leader: z.string().nullish() });

/** Codes that leave open whether a write took effect. */
const UNCLEAR = new Set(['outcome_unknown', 'internal']);
/** A node that was silent so many times in a row is given up by those who stay: it may be gone for good. */
const PATIENCE = 4;

/** Reaches a store through HTTP and JSON, one node at a time; see {@link Routing}. */
export class HttpClient implements TestClient {
  #nodes: readonly NodeAddress[] = [];
  #timeoutMs = 0;
  #patience = PATIENCE;
  #at = 0;
  readonly #agent = new Agent({ keepAlive: true });
  #disappointments = 0;

  open({ nodes, routing, timeoutMs }: ClientContext): Promise<void> {
    this.#nodes = nodes;
    this.#patience = routing === 'roam' ? 1 : PATIENCE;
    this.#timeoutMs = timeoutMs;
    return Promise.resolve();
  }

  setup(): Promise<void> {
    return Promise.resolve();
  }

  async invoke(operation: StoreOperation, signal: AbortSignal): Promise<StoreCompletion> {
    const node = this.#nodes[this.#at];
    if (node === undefined) throw new Error('the client was not opened');
    let answer: Answer;
    try {
      answer = await withDeadline(this.#timeoutMs, signal, (end) => ask(this.#agent, node, operation, end));
    } catch (error) {
      return this.#lost(node, operation, error);
    }
    const completion = read(operation, answer);
    if (completion.type === 'ok') this.#disappointments = 0;
    else this.#follow(answer);
    return { node: node.id, ...completion };
  }

  teardown(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }

  #lost(node: NodeAddress, operation: StoreOperation, error: unknown): StoreCompletion {
    const refused = isRefusedConnection(error);
    if (refused || ++this.#disappointments >= this.#patience) this.#move((this.#at + 1) % this.#nodes.length);
    const harmless = refused || operation.f === 'get';
    return { type: harmless ? 'fail' : 'info', node: node.id, error: reasonOf(error) };
  }

  /** A node that says it does not lead knows better than we do. */
  #follow({ body }: Answer): void {
    const parsed = errorAnswer.safeParse(body);
    if (!parsed.success || parsed.data.code !== 'not_leader') return;
    const named = this.#nodes.findIndex(({ id }) => id === parsed.data.leader);
    this.#move(named === -1 || named === this.#at ? (this.#at + 1) % this.#nodes.length : named);
  }

  #move(to: number): void {
    this.#at = to;
    this.#disappointments = 0;
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function ask(
  agent: Agent,
  node: NodeAddress,
  operation: StoreOperation,
  signal: AbortSignal,
): Promise<Answer> {
  const path = `${node.clientUrl}/v1/kv/${encodeURIComponent(operation.key)}`;
  const { url, method, body } = describe(path, operation);
  const headers = body === undefined ? {} : { 'content-type': 'application/json' };
  return await new Promise<Answer>((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent, signal }, (incoming) => {
      readJson(incoming).then((json) => resolve({ status: incoming.statusCode ?? 0, body: json }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function readJson(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    return undefined;
  }
}

function describe(path: string, operation: StoreOperation): { url: string; method: string; body?: unknown } {
  switch (operation.f) {
    case 'get':
      return { url: path, method: 'GET' };
    case 'put':
      return { url: path, method: 'PUT', body: { value: operation.value } };
    case 'append':
      return { url: `${path}/append`, method: 'POST', body: { value: operation.value } };
    case 'delete':
      return { url: path, method: 'DELETE' };
    case 'cas': {
      const { expected, value } = operation;
      return { url: `${path}/cas`, method: 'POST', body: { expected, value } };
    }
  }
}

function read(operation: StoreOperation, { status, body }: Answer): StoreCompletion {
  if (status !== 200) return readError(operation, status, body);
  if (operation.f === 'get') {
    const { value, modRevision } = getAnswer.parse(body);
    return { type: 'ok', value, ...(modRevision === undefined ? {} : { revision: modRevision }) };
  }
  const { succeeded, current, ...rest } = writeAnswer.parse(body);
  const more = rest.revision === undefined ? {} : { revision: rest.revision };
  switch (operation.f) {
    case 'put':
    case 'append':
      return { type: 'ok', ...more };
    case 'delete':
      return { type: 'ok', value: succeeded, ...more };
    case 'cas':
      return succeeded || current === undefined
        ? { type: 'ok', value: succeeded, ...more }
        : { type: 'ok', value: false, current: current?.value ?? null, ...more };
  }
}

function readError(operation: StoreOperation, status: number, body: unknown): StoreCompletion {
  const parsed = errorAnswer.safeParse(body);
  if (!parsed.success)
    return { type: operation.f === 'get' ? 'fail' : 'info', error: `HTTP status ${status}` };
  const { code, error } = parsed.data;
  if (operation.f === 'get' && code === 'key_not_found') return { type: 'ok', value: null };
  const unclear = operation.f !== 'get' && UNCLEAR.has(code);
  return { type: unclear ? 'info' : 'fail', error: `${code}: ${error}` };
}

/** No connection came to be, so nothing was asked. */
function isRefusedConnection(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ECONNREFUSED';
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.name === 'AbortError' ? error.cause : error;
  if (!(cause instanceof Error)) return messageOf(error);
  return cause.name === 'TimeoutError' ? 'timeout: no answer came in time' : messageOf(cause);
}

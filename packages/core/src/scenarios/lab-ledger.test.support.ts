import type { StateMachine } from '../ports/state-machine.ts';
import type { Entry } from '../raft/types.ts';
import { LabCluster, type LabOptions } from './lab-cluster.test.support.ts';

type Line = readonly [index: number, text: string];

/** What all servers together have ever applied: the first one at an index says what everybody else's must be. */
export class Agreement {
  readonly #texts = new Map<number, string>();

  check(index: number, text: string): void {
    const known = this.#texts.get(index);
    if (known !== undefined && known !== text)
      throw new Error(`"${text}" was applied at ${index}, where another server applied "${known}"`);
    this.#texts.set(index, text);
  }

  at(index: number): string | undefined {
    return this.#texts.get(index);
  }
}

/** A state machine that writes down every command with its index, and compares with the other servers. */
export class Ledger implements StateMachine<string> {
  lines: Line[] = [];
  readonly #agreement: Agreement;

  constructor(agreement: Agreement) {
    this.#agreement = agreement;
  }

  get texts(): readonly string[] {
    return this.lines.map(([, text]) => text);
  }

  has(index: number): boolean {
    return this.lines.some((line) => line[0] === index);
  }

  apply(commands: readonly Entry[]): readonly string[] {
    return commands.map(({ index, data }) => {
      const text = new TextDecoder().decode(data);
      const last = this.lines.at(-1)?.[0] ?? 0;
      if (index <= last) throw new Error(`entry ${index} is applied after ${last}`);
      this.#agreement.check(index, text);
      this.lines.push([index, text]);
      return text;
    });
  }

  async *#parts(lines: readonly Line[]): AsyncIterable<Uint8Array> {
    for (let at = 0; at < lines.length; at += 20) {
      const text = lines.slice(at, at + 20).map((line) => `${JSON.stringify(line)}\n`);
      yield await Promise.resolve(new TextEncoder().encode(text.join('')));
    }
  }

  snapshot(): AsyncIterable<Uint8Array> {
    return this.#parts([...this.lines]);
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
    this.lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
    for (const [index, line] of this.lines) this.#agreement.check(index, line);
  }
}

export type LedgerCluster = LabCluster<Ledger, string> & { readonly agreement: Agreement };

/** A cluster of ledgers. */
export async function ledgers(
  size: number,
  options: Omit<LabOptions<Ledger, string>, 'machine'> = {},
): Promise<LedgerCluster> {
  const agreement = new Agreement();
  const cluster = new LabCluster<Ledger, string>({ ...options, machine: () => new Ledger(agreement) });
  await cluster.start(size);
  return Object.assign(cluster, { agreement });
}

/** Commits a command and waits until so many servers have applied it; returns its index. */
export async function one(
  cluster: LedgerCluster,
  text: string,
  servers = cluster.members.length,
  limitMs = 20_000,
): Promise<number> {
  const index = await cluster.commit(text, limitMs);
  await cluster.until(() => applied(cluster, index) >= servers, limitMs);
  return index;
}

/** How many running servers have applied a command at `index`. */
export function applied(cluster: LedgerCluster, index: number): number {
  return cluster.up.filter(({ machine }) => machine.has(index)).length;
}

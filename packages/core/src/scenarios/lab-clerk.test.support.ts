import { LabCluster, type LabOptions, type Member } from './lab-cluster.test.support.ts';
import { whyNotLinearizable, type Operation } from './lab-history.test.support.ts';
import { encodeCommand, Store, type Answer, type Command } from './lab-store.test.support.ts';

/** So long a client waits for an answer. */
const PATIENCE_MS = 120;
const BETWEEN_MS = 7;

export type StoreMember = Member<Store, Answer>;

/** A cluster of stores, with everything that its clients did. */
export class StoreCluster extends LabCluster<Store, Answer> {
  readonly history: Operation[] = [];
  /** How likely a request does not arrive, and how likely an answer does not. */
  clientLoss = 0;
  #events = 0;
  #clerks = 0;

  constructor(options: Omit<LabOptions<Store, Answer>, 'machine'> = {}) {
    super({ ...options, machine: () => new Store() });
  }

  clerk(): Clerk {
    return new Clerk(this, `c${++this.#clerks}`);
  }

  /** The number of the next event. */
  tick(): number {
    return ++this.#events;
  }

  /** Reads the lists once more, and judges everything by them. */
  async judge(): Promise<string | null> {
    const clerk = this.clerk();
    const lists = new Map<string, Answer>();
    for (const key of new Set(this.history.map((operation) => operation.key))) {
      const reading = clerk.get(key);
      lists.set(key, await this.finished(reading));
    }
    return whyNotLinearizable(this.history, (key) => lists.get(key) ?? []);
  }
}

/** A client: does one thing at a time, and asks one server after another until it is answered. */
export class Clerk {
  readonly name: string;
  readonly #cluster: StoreCluster;
  #sequence = 0;
  #server: StoreMember | null = null;

  constructor(cluster: StoreCluster, name: string) {
    this.#cluster = cluster;
    this.name = name;
  }

  append(key: string): Promise<Answer> {
    const item = `${this.name}.${this.#sequence + 1}`;
    return this.#record(key, item, () => this.#execute('append', key, item));
  }

  put(key: string, item: string): Promise<Answer> {
    return this.#execute('put', key, item);
  }

  /** Reads by a command in the log. */
  get(key: string): Promise<Answer> {
    return this.#record(key, null, () => this.#execute('get', key, ''));
  }

  /** Reads the state of whatever server answers, leader or not. */
  read(key: string): Promise<Answer> {
    return this.#record(key, null, () => this.#persist((member, answer) => readFrom(member, key, answer)));
  }

  async #record(key: string, item: string | null, run: () => Promise<Answer>): Promise<Answer> {
    const begin = this.#cluster.tick();
    const operation: Operation = { client: this.name, key, item, begin, end: Infinity, seen: null };
    this.#cluster.history.push(operation);
    const answer = await run();
    operation.seen = answer;
    operation.end = this.#cluster.tick();
    return answer;
  }

  #execute(op: Command['op'], key: string, item: string): Promise<Answer> {
    const { name: client } = this;
    const command = encodeCommand({ client, sequence: ++this.#sequence, op, key, item });
    return this.#persist(({ node }, answer) => {
      if (node === null) return;
      node.propose(command, (outcome) => {
        if (outcome.ok) answer(outcome.result);
        else this.#redirect(outcome.error.leader, answer);
      });
    });
  }

  #redirect(leader: string | null, answer: (answer: null) => void): void {
    this.#server = leader === null ? null : this.#cluster.member(leader);
    answer(null);
  }

  /** Asks until an answer comes. What comes after this client has lost patience is lost. */
  async #persist(
    ask: (member: StoreMember, answer: (answer: Answer | null) => void) => void,
  ): Promise<Answer> {
    const { random, members, clientLoss } = this.#cluster;
    for (;;) {
      const server = (this.#server ??= random.pick(members));
      const result: { answer?: Answer | null } = {};
      const answer = (given: Answer | null): void => {
        if (!random.chance(clientLoss)) result.answer ??= given;
      };
      if (!random.chance(clientLoss)) ask(server, answer);
      for (let waited = 0; waited < PATIENCE_MS && result.answer === undefined; waited += BETWEEN_MS)
        await this.#cluster.sleep(BETWEEN_MS);
      if (result.answer !== undefined && result.answer !== null) return result.answer;
      if (this.#server === server) this.#server = null;
      await this.#cluster.sleep(BETWEEN_MS);
    }
  }
}

function readFrom({ node, machine }: StoreMember, key: string, answer: (given: Answer | null) => void): void {
  node?.read((outcome) => answer(outcome.ok ? machine.get(key) : null));
}

import type { StateMachine } from '../ports/state-machine.ts';
import type { Entry } from '../raft/types.ts';

/** A client's request. `sequence` names it among the client's, and stays the same however often it is sent. */
export interface Command {
  readonly client: string;
  readonly sequence: number;
  readonly op: 'append' | 'put' | 'get';
  readonly key: string;
  readonly item: string;
}

/** What `key` holds afterwards. */
export type Answer = readonly string[];

interface Session {
  sequence: number;
  answer: Answer;
}

interface State {
  readonly lists: [string, Answer][];
  readonly sessions: [string, Session][];
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encodeCommand(command: Command): Uint8Array {
  return encoder.encode(JSON.stringify(command));
}

/** Lists by key. A request that was executed already gets the same answer again (thesis §6.3). */
export class Store implements StateMachine<Answer> {
  #lists = new Map<string, Answer>();
  #sessions = new Map<string, Session>();
  /** How many requests had been executed before. */
  repeated = 0;

  get(key: string): Answer {
    return this.#lists.get(key) ?? [];
  }

  apply(commands: readonly Entry[]): readonly Answer[] {
    return commands.map(({ data }) => {
      const command = JSON.parse(decoder.decode(data)) as Command;
      const session = this.#sessions.get(command.client);
      if (session !== undefined && command.sequence <= session.sequence) {
        this.repeated++;
        return command.sequence === session.sequence ? session.answer : [];
      }
      const answer = this.#execute(command);
      this.#sessions.set(command.client, { sequence: command.sequence, answer });
      return answer;
    });
  }

  #execute({ op, key, item }: Command): Answer {
    const before = this.get(key);
    if (op === 'get') return before;
    const after = op === 'put' ? [item] : [...before, item];
    this.#lists.set(key, after);
    return after;
  }

  snapshot(): Uint8Array {
    const state: State = { lists: [...this.#lists], sessions: [...this.#sessions] };
    return encoder.encode(JSON.stringify(state));
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const { lists, sessions } = JSON.parse(Buffer.concat(parts).toString()) as State;
    this.#lists = new Map(lists);
    this.#sessions = new Map(sessions);
  }
}

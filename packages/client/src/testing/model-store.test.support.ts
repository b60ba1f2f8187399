import { decodeCommand, type Answer, type Command, type KeyState, type Reply } from '../wire/index.ts';

const NOTHING: Answer = { succeeded: true, revision: 0, current: null, session: 0 };

/** A store as a cluster keeps it, with sessions that carry out every command at most once. */
export class ModelStore {
  readonly keys = new Map<string, KeyState>();
  readonly sessions = new Map<number, { floor: number; answers: Map<number, Reply> }>();
  revision = 0;
  #sessions = 0;

  text(key: string): string | null {
    const state = this.keys.get(key);
    return state === undefined ? null : Buffer.from(state.value).toString();
  }

  apply(bytes: Uint8Array): Reply {
    const command = decodeCommand(bytes.slice());
    if (command.request.op === 'open-session') {
      const session = ++this.#sessions;
      this.sessions.set(session, { floor: 1, answers: new Map() });
      return { ok: true, answer: { ...NOTHING, revision: this.revision, session } };
    }
    if (command.session === 0) return this.#execute(command);
    const session = this.sessions.get(command.session);
    if (session === undefined) return refusal('session_expired');
    if (command.request.op === 'close-session') {
      this.sessions.delete(command.session);
      return { ok: true, answer: { ...NOTHING, revision: this.revision } };
    }
    const known = session.answers.get(command.sequence);
    if (known !== undefined) return known;
    if (command.sequence < session.floor) return refusal('outcome_unknown');
    session.floor = Math.max(session.floor, command.floor);
    for (const sequence of session.answers.keys())
      if (sequence < session.floor) session.answers.delete(sequence);
    const reply = this.#execute(command);
    session.answers.set(command.sequence, reply);
    return reply;
  }

  #execute({ request }: Command): Reply {
    if (request.op === 'open-session' || request.op === 'close-session') throw new Error('not a key command');
    const name = Buffer.from(request.key).toString();
    const current = this.keys.get(name) ?? null;
    switch (request.op) {
      case 'get':
        return this.#answer(current !== null, current);
      case 'put':
        return this.#set(name, current, request.value);
      case 'append':
        return this.#set(name, current, Buffer.concat([current?.value ?? new Uint8Array(0), request.value]));
      case 'delete':
        if (current !== null) this.revision++;
        return this.#answer(this.keys.delete(name), null);
      case 'cas': {
        const { expected } = request;
        const matches =
          current === null ? expected === null : expected !== null && same(current.value, expected);
        return matches ? this.#set(name, current, request.value) : this.#answer(false, current);
      }
    }
  }

  #set(name: string, current: KeyState | null, value: Uint8Array): Reply {
    this.revision++;
    this.keys.set(name, {
      value: new Uint8Array(value),
      createRevision: current?.createRevision ?? this.revision,
      modRevision: this.revision,
      version: (current?.version ?? 0) + 1,
    });
    return this.#answer(true, null);
  }

  #answer(succeeded: boolean, current: KeyState | null): Reply {
    return { ok: true, answer: { succeeded, revision: this.revision, current, session: 0 } };
  }
}

export function refusal(
  code: Extract<Reply, { ok: false }>['refusal']['code'],
  leader: string | null = null,
  leaderUrl: string | null = null,
): Reply {
  return { ok: false, refusal: { code, message: `refused for the test: ${code}`, leader, leaderUrl } };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

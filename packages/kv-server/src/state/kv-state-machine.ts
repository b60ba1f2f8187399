import type { Entry, StateMachine } from '@seaworthy/core';
import {
  CommandReader,
  WireError,
  type Answer,
  type ErrorCode,
  type KeyState,
  type Reply,
} from '@seaworthy/client/wire';

import { boundsOf, isBatch } from './batch.ts';
import type { HashSecret } from './key-hash.ts';
import { KeyValueStore, type ChangeOutcome } from './key-value-store.ts';
import { readSnapshot } from './read-snapshot.ts';
import type { Session } from './session.ts';
import { Sessions } from './sessions.ts';
import {
  decodeSettings,
  INITIAL_SETTINGS,
  isSettingsCommand,
  sameSettings,
  type Settings,
} from './settings.ts';
import { hashState } from './state-hash.ts';
import { writeSnapshot, type Captured } from './write-snapshot.ts';

/** What the commands of one entry are answered, in their order. */
export type Replies = readonly Reply[];

/**
 * The replicated key-value store: the same log gives the same state and the same answers on every node. It knows no
 * clock; time is what the leaders wrote into the log.
 */
export class KvStateMachine implements StateMachine<Replies> {
  readonly #secret: HashSecret;
  /** The command that is being applied. */
  readonly #command = new CommandReader();
  #store: KeyValueStore;
  #sessions = new Sessions();
  #settings = INITIAL_SETTINGS;
  #logTime = 0;
  #lastIndex = 0;

  /** `secret` keeps clients from choosing keys that make the store slow; each process should draw its own by chance. */
  constructor(secret: HashSecret = [0, 0]) {
    this.#secret = secret;
    this.#store = new KeyValueStore(secret);
  }

  /** The store's revision: the number of changes so far. */
  get revision(): number {
    return this.#store.revision;
  }

  /** Number of keys. */
  get keys(): number {
    return this.#store.size;
  }

  /** Bytes of memory that keys and values take. */
  get heldBytes(): number {
    return this.#store.heldBytes;
  }

  /** Number of open sessions. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** The newest time in the log, in milliseconds; it says nothing about the time of day. */
  get logTime(): number {
    return this.#logTime;
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** What a read of `key` answers now, at the point of the log that was applied here. */
  get(key: Uint8Array): Answer {
    const current = this.#store.get(key);
    return { succeeded: current !== null, revision: this.revision, current, session: 0 };
  }

  apply(entries: readonly Entry[]): readonly Replies[] {
    return entries.map((entry) => {
      if (entry.index <= this.#lastIndex)
        throw new RangeError(`entry ${entry.index} comes after entry ${this.#lastIndex}`);
      this.#lastIndex = entry.index;
      return isBatch(entry.data) ? this.#applyBatch(entry) : [this.#apply(entry)];
    });
  }

  snapshot(): AsyncIterable<Uint8Array> {
    return writeSnapshot(this.#capture());
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const restored = await readSnapshot(chunks, this.#secret);
    this.#store = restored.store;
    this.#sessions = new Sessions(restored.sessions.values());
    this.#settings = restored.settings;
    this.#logTime = restored.logTime;
    this.#lastIndex = restored.lastIndex;
  }

  /** A digest of the whole state; nodes that applied the same log have the same. Takes time in proportion to the state. */
  hash(): string {
    const captured = this.#capture();
    const sessions = [...captured.sessions].sort((a, b) => a.id - b.id);
    return hashState({ ...captured, records: this.#store.sorted(), sessions });
  }

  #capture(): Captured {
    return {
      revision: this.revision,
      logTime: this.#logTime,
      lastIndex: this.#lastIndex,
      settings: this.#settings,
      keys: this.#store.size,
      records: this.#store.capture(),
      sessions: [...this.#sessions.values()].map((session) => session.copy()),
    };
  }

  #applyBatch({ index, data }: Entry): Replies {
    const bounds = boundsOf(data);
    if (bounds === null) return [refusal('invalid_request', 'the batch is malformed')];
    const replies: Reply[] = [];
    for (let at = 0; at < bounds.length; at += 2)
      replies.push(this.#applyCommand(index, data, bounds[at] as number, bounds[at + 1] as number, true));
    return replies;
  }

  #apply({ index, data }: Entry): Reply {
    return isSettingsCommand(data)
      ? this.#applySettings(data)
      : this.#applyCommand(index, data, 0, data.length, false);
  }

  #applyCommand(index: number, data: Uint8Array, start: number, end: number, isBatched: boolean): Reply {
    try {
      const command = this.#command.read(data, undefined, start, end);
      if (isBatched && command.op === 'open-session')
        return refusal('invalid_request', 'a session is opened by an entry of its own');
      this.#logTime = Math.max(this.#logTime, command.time);
      this.#sessions.expire(this.#logTime, this.#settings.sessionTtlMs);
      return this.#execute(index, command);
    } catch (error) {
      // Doors let nothing malformed pass; a log of another release may still hold what this one cannot read.
      if (error instanceof WireError) return refusal(error.code, error.message);
      throw error;
    }
  }

  #applySettings(data: Uint8Array): Reply {
    const settings = decodeSettings(data);
    if (settings === null) return refusal('invalid_request', 'the settings are not valid');
    if (!sameSettings(settings, this.#settings)) {
      this.#settings = settings;
      this.#sessions.limit(settings.maxSessions);
    }
    return this.#answer(true);
  }

  #execute(index: number, command: CommandReader): Reply {
    switch (command.op) {
      case 'open-session':
        this.#sessions.open(index, this.#logTime, this.#settings.maxSessions);
        return this.#answer(true, { session: index });
      case 'close-session':
        this.#sessions.close(command.session);
        return this.#answer(true);
      case 'get':
        return { ok: true, answer: this.get(command.key) };
      case 'put':
      case 'append':
      case 'delete':
      case 'cas':
        return command.session === 0 ? this.#change(command) : this.#changeOnce(command);
    }
  }

  /** Makes a session's change, or answers as it was answered the first time (thesis §6.3). */
  #changeOnce(command: CommandReader): Reply {
    const { session: id, sequence, floor } = command;
    if (sequence === 0 || floor > sequence)
      return refusal(
        'invalid_request',
        'within a session, a sequence number is at least 1 and at least its floor',
      );
    const session = this.#sessions.use(id, this.#logTime);
    if (session === undefined) return refusal('session_expired', `there is no session ${id}, or no longer`);
    if (sequence < session.floor)
      return refusal('session_expired', `session ${id} already has its answers below ${session.floor}`);
    session.raiseFloor(floor);
    const first = session.answerTo(sequence);
    if (first !== undefined) return first;
    const full = this.#whyFull(session);
    // Not remembered: the refusal says that nothing was done, so the same number may still do it later.
    if (full !== null) return refusal('busy', full);
    const reply = this.#change(command);
    session.remember(sequence, reply);
    return reply;
  }

  #whyFull({ id, size, answerBytes }: Session): string | null {
    const { maxSessionAnswers, maxSessionAnswerBytes } = this.#settings;
    if (size < maxSessionAnswers && answerBytes < maxSessionAnswerBytes) return null;
    return `session ${id} keeps ${size} answers (${answerBytes} bytes) that its client did not acknowledge`;
  }

  #change(command: CommandReader): Reply {
    const { valueBytes } = this.#settings;
    if (command.valueLength > valueBytes) return tooLarge(command.valueLength, valueBytes);
    switch (command.op) {
      case 'put':
        return this.#outcome(this.#store.put(command.keyAndValue, command.keyLength));
      case 'append':
        return this.#outcome(this.#store.append(command.key, command.value, valueBytes));
      case 'delete':
        return this.#outcome(this.#store.delete(command.key));
      case 'cas':
        return this.#outcome(this.#store.compareAndSet(command.key, command.expected, command.value));
      case 'open-session':
      case 'close-session':
      case 'get':
        throw new RangeError(`${command.op} changes nothing`);
    }
  }

  #outcome(outcome: ChangeOutcome): Reply {
    if (outcome.changed) return this.#answer(true);
    switch (outcome.reason) {
      case 'mismatch':
        return this.#answer(false, { current: outcome.current });
      case 'absent':
        return this.#answer(false);
      case 'too_large':
        return tooLarge(outcome.bytes, this.#settings.valueBytes);
    }
  }

  #answer(succeeded: boolean, more: { current?: KeyState | null; session?: number } = {}): Reply {
    const { current = null, session = 0 } = more;
    return { ok: true, answer: { succeeded, revision: this.revision, current, session } };
  }
}

function refusal(code: ErrorCode, message: string): Reply {
  return { ok: false, refusal: { code, message, leader: null, leaderUrl: null } };
}

function tooLarge(bytes: number, limit: number): Reply {
  return refusal('value_too_large', `a value has at most ${limit} bytes, this would have ${bytes}`);
}

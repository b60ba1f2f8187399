import { ArgumentError } from '../errors.ts';
import type { HistoryCodec } from '../history/history.ts';
import { Pairing } from '../history/pairing.ts';
import { builtInModels } from '../models/built-in.ts';
import { partitionBy } from '../model.ts';
import type { Model, PartitionKey } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { UnknownReason, Verdict } from '../result.ts';
import { KeyChecker } from './key-checker.ts';
import type { Hold, StreamPartition } from './key-checker.ts';

export interface StreamOptions {
  /**
   * So many configurations are followed for each key while events come. A key with more, or with so many operations of
   * unknown outcome that following it takes too long, is left to a search at the end, and its operations are held
   * until then. Default: 4,096.
   */
  readonly maxStates?: number;
  /**
   * Operations held in all, at most. Beyond that, the key that holds most becomes `unknown` for want of memory.
   * Default: 1,000,000.
   */
  readonly maxHeld?: number;
  /** Operations of each key, about, that are held for the sake of explanations. Default: 64. */
  readonly context?: number;
  /** Told of each key that is found invalid, as soon as it is. */
  readonly onInvalid?: (partition: StreamPartition) => void;
  /** Milliseconds for the searches at the end. Default: no limit. */
  readonly timeLimit?: number;
  /** Bytes that such a search may hold. Default: 512 MiB. */
  readonly memoryLimit?: number;
}

/** How far a check is, and what it holds. */
export interface StreamStatus {
  /** Operations called so far. */
  readonly operations: number;
  /** How many of them are in memory. */
  readonly held: number;
  /** The keys that cannot be settled as things are, and why. */
  readonly waiting: readonly {
    readonly key: PartitionKey;
    readonly hold: Exclude<Hold, 'nothing'>;
    readonly held: number;
  }[];
  /** Keys found invalid. */
  readonly invalid: readonly StreamPartition[];
}

export interface StreamResult {
  readonly verdict: Verdict;
  /** With the verdict `unknown`. */
  readonly reason?: UnknownReason;
  readonly partitions: readonly StreamPartition[];
  readonly operations: number;
}

/** Checks a history as it comes. */
export interface StreamChecker {
  /**
   * Takes the next event, as an object of the project's JSON Lines.
   *
   * @throws {HistoryError} whose `line` is the number of the event, from 1.
   * @throws {ModelError} when a function of the model throws.
   */
  add(event: unknown): void;
  status(): StreamStatus;
  /**
   * The verdict over all that came. Operations that are still open may have taken effect, or not.
   *
   * @throws {ModelError} when a function of the model throws.
   */
  finish(): StreamResult;
}

/**
 * Begins a check of events that come one by one. Whatever is settled is dropped: of each key, all that is kept is what
 * the operations so far can have led to, those of unknown outcome, and a few for explanations. Where an operation stays
 * open, or too many orders are possible, more has to be held, and {@link StreamChecker.status} says so.
 *
 * The model's `partition` must put an operation into the same part, and one part only, whatever it comes with.
 *
 * @throws {ArgumentError} when options make no sense.
 */
export function createChecker<S, I, O>(
  model: Model<S, I, O> & HistoryCodec<I, O>,
  options: StreamOptions = {},
): StreamChecker {
  return new Checker(model, settle(options));
}

type Settings = Required<Omit<StreamOptions, 'onInvalid'>> & Pick<StreamOptions, 'onInvalid'>;

function settle(options: StreamOptions): Settings {
  const settings = {
    maxStates: 4_096,
    maxHeld: 1_000_000,
    context: 64,
    timeLimit: Infinity,
    memoryLimit: 512 * 1024 * 1024,
    ...options,
  };
  for (const name of ['maxStates', 'maxHeld', 'context', 'timeLimit', 'memoryLimit'] as const) {
    if (!(settings[name] >= 0))
      throw new ArgumentError(`expected ${name} to be 0 or more, found ${settings[name]}`);
  }
  return settings;
}

class Checker<S, I, O> implements StreamChecker {
  readonly #model: Model<S, I, O>;
  readonly #isBuiltIn: boolean;
  readonly #settings: Settings;
  readonly #pairing: Pairing<I, O>;
  readonly #keys = new Map<PartitionKey, KeyChecker<S, I, O>>();
  readonly #invalid: StreamPartition[] = [];
  #isOver = false;
  #line = 0;
  #operations = 0;
  #held = 0;

  constructor(model: Model<S, I, O> & HistoryCodec<I, O>, settings: Settings) {
    this.#model = model;
    this.#isBuiltIn = builtInModels.get(model.name) === model;
    this.#settings = settings;
    this.#pairing = new Pairing(model);
  }

  add(event: unknown): void {
    if (this.#isOver) throw new ArgumentError('expected no event after the end of the check');
    const recorded = this.#pairing.add({ line: ++this.#line, value: event });
    if (recorded.type === 'nemesis') return;
    const { type, operation } = recorded;
    const checker = this.#checkerOf(operation);
    const heldBefore = checker.held;
    const known = checker.finding;
    if (type === 'invoke') {
      this.#operations += 1;
      checker.call(operation);
    } else checker.resolve(operation, type);
    this.#held += checker.held - heldBefore;
    if (known === undefined) this.#tell(checker.finding);
    while (this.#held > this.#settings.maxHeld) this.#makeRoom();
  }

  status(): StreamStatus {
    const waiting = [...this.#keys.values()].flatMap(({ key, hold, held }) =>
      hold === 'nothing' ? [] : [{ key, hold, held }],
    );
    return { operations: this.#operations, held: this.#held, waiting, invalid: [...this.#invalid] };
  }

  finish(): StreamResult {
    this.#isOver = true;
    const { timeLimit, memoryLimit } = this.#settings;
    const deadline = performance.now() + timeLimit;
    const partitions = [...this.#keys.values()].map((checker) => {
      const known = checker.finding;
      const found = checker.finish({ timeLimit: Math.max(0, deadline - performance.now()), memoryLimit });
      if (known === undefined) this.#tell(found);
      return found;
    });
    const invalid = partitions.some(({ verdict }) => verdict === 'invalid');
    const unknown = partitions.find(({ verdict }) => verdict === 'unknown');
    const verdict = invalid ? 'invalid' : unknown === undefined ? 'valid' : 'unknown';
    return {
      verdict,
      ...(verdict === 'unknown' && unknown?.reason !== undefined ? { reason: unknown.reason } : {}),
      partitions,
      operations: this.#operations,
    };
  }

  #checkerOf(operation: Operation<I, O>): KeyChecker<S, I, O> {
    const key = this.#keyOf(operation);
    let checker = this.#keys.get(key);
    if (checker === undefined) {
      checker = new KeyChecker(this.#model, key, this.#settings);
      this.#keys.set(key, checker);
    }
    return checker;
  }

  #keyOf(operation: Operation<I, O>): PartitionKey {
    // Some models of this package split keys further, by what is not known before the end.
    if (this.#isBuiltIn) return (operation.input as { readonly key: PartitionKey }).key;
    const parts = partitionBy(this.#model, [operation]);
    const [part] = parts;
    if (part !== undefined && parts.length === 1) return part.key;
    throw new ArgumentError(`expected model ${this.#model.name} to put an operation into one partition`);
  }

  #tell(finding: StreamPartition | undefined): void {
    if (finding?.verdict !== 'invalid') return;
    this.#invalid.push(finding);
    this.#settings.onInvalid?.(finding);
  }

  #makeRoom(): void {
    const [most] = [...this.#keys.values()].sort((a, b) => b.held - a.held);
    this.#held -= most!.held;
    most!.abandon();
  }
}

import { decodeConfiguration } from './configuration.ts';
import { invariant } from './invariant.ts';
import type { Configuration, Entry, LogIndex } from './types.ts';

interface Stage {
  /** The index of the entry that brought the configuration into effect, or of the snapshot that carried it. */
  readonly index: LogIndex;
  readonly configuration: Configuration;
}

/**
 * The configurations along the log. The newest one is in effect, committed or not (thesis §4.1); when its entry is
 * removed from the log, the one before is in effect again.
 */
export class ConfigurationHistory {
  #stages: [Stage, ...Stage[]];

  /** `first` was in effect at `index`; `entries` are the log behind it. */
  constructor(first: Configuration, index: LogIndex, entries: readonly Entry[]) {
    this.#stages = [{ index, configuration: first }];
    this.append(entries.filter((entry) => entry.index > index));
  }

  get current(): Configuration {
    return this.#newest.configuration;
  }

  /** What was in effect before the current one, where that is still known. */
  get previous(): Configuration | null {
    return this.#stages.at(-2)?.configuration ?? null;
  }

  /** The index at which the current one came into effect. */
  get index(): LogIndex {
    return this.#newest.index;
  }

  get #newest(): Stage {
    return this.#stages.at(-1) ?? this.#stages[0];
  }

  /** The configuration that was in effect when the log ended at `index`. */
  at(index: LogIndex): Configuration {
    const stage = this.#stages.findLast((candidate) => candidate.index <= index);
    invariant(stage !== undefined, `the configuration at ${index} is forgotten`);
    return stage.configuration;
  }

  /** Takes note of new entries; says whether the configuration changed. */
  append(entries: readonly Entry[]): boolean {
    let changed = false;
    for (const { kind, index, data } of entries) {
      if (kind !== 'configuration') continue;
      const decoded = decodeConfiguration(data);
      invariant(typeof decoded !== 'string', `entry ${index} holds no configuration`);
      this.#stages.push({ index, configuration: decoded });
      changed = true;
    }
    return changed;
  }

  /** Goes back to what was in effect before `index`; says whether that is another one. */
  truncateFrom(index: LogIndex): boolean {
    const [first, ...others] = this.#stages;
    invariant(first.index < index, `the configuration before ${index} is forgotten`);
    const kept = others.filter((stage) => stage.index < index);
    const changed = kept.length < others.length;
    this.#stages = [first, ...kept];
    return changed;
  }

  /** Begins anew with the configuration of a snapshot. */
  reset(first: Configuration, index: LogIndex): void {
    this.#stages = [{ index, configuration: first }];
  }

  /** Forgets what was in effect before `index` only. */
  prune(index: LogIndex): void {
    const kept = this.#stages.findLastIndex((stage) => stage.index <= index);
    const [first, ...others] = this.#stages.slice(Math.max(0, kept));
    if (first !== undefined) this.#stages = [first, ...others];
  }
}

/** A value of a register or a key; null where the key is absent. */
export type Value = string | number | null;

/** What kind of moment in an operation's life an event is; `fail` means it certainly did not happen, `info` that nobody knows. */
export type EventType = 'invoke' | 'ok' | 'fail' | 'info';

/** One line of `history.jsonl`: what a client process did, or what the nemesis did. */
export interface OperationEvent {
  /** From 0, without gaps, in the order of observation. */
  readonly index: number;
  /** Nanoseconds on the recorder's monotonic clock since the start of the run. */
  readonly time: number;
  readonly process: number;
  readonly type: EventType;
  readonly f: 'read' | 'get' | 'write' | 'put' | 'append' | 'delete' | 'cas';
  readonly key: string;
  /** `cas`: [expected, new] when invoked, whether it matched when `ok`. Reads: the value when `ok`. */
  readonly value: Value | readonly [Value, Value] | boolean;
  /** The node that was asked, or that answered. */
  readonly node?: string;
  readonly revision?: number;
  /** With a refused `cas`: the value that was there instead. */
  readonly current?: Value;
  readonly error?: string;
}

/** One line of `history.jsonl` about a fault. */
export interface NemesisEvent {
  readonly index: number;
  readonly time: number;
  readonly process: 'nemesis';
  readonly type: 'info';
  /** `start` and `stop` of a fault; `note` for anything else that belongs on the time axis, such as a new leader. */
  readonly f: 'start' | 'stop' | 'note';
  readonly value: FaultRecord | NoteRecord;
}

export type HistoryEvent = OperationEvent | NemesisEvent;

/** What was done to the cluster, and whether it was seen to work. */
export interface FaultRecord {
  /** Unique within a run; the `stop` of a fault carries the id of its `start`. */
  readonly id: string;
  /** Such as `partition-leader`, `kill`, `clock-jump`. */
  readonly kind: string;
  readonly nodes: readonly string[];
  /** For people: "n2 cut off from everybody". */
  readonly description: string;
  /** `installed`: probed and seen to work. `skipped`: cannot be injected here. `indeterminate`: injected, but the probe could not tell. */
  readonly status: 'installed' | 'skipped' | 'indeterminate';
  readonly reason?: string;
  /** What was measured: offsets in milliseconds, blocked links, … */
  readonly measured?: Readonly<Record<string, number | string | boolean>>;
}

/** Something seen on the time axis: a leader was elected, a node came back. */
export interface NoteRecord {
  readonly kind: 'leader' | 'recovered' | 'phase';
  readonly node?: string;
  readonly term?: number;
  readonly description: string;
}

import type { Environment } from '../environment/environment.ts';
import { messageOf } from '../errors.ts';
import type { FaultRecord, NoteRecord } from '../history/event.ts';
import type { Evidence, FaultHead, Injection } from './injection.ts';
import { Cuts } from './partition.ts';
import { prepare } from './prepare.ts';
import type { PlannedFault } from './schedule.ts';

/** Where a nemesis writes down what it did. A recorder is one. */
export interface FaultSink {
  startFault(fault: FaultRecord): void;
  stopFault(fault: FaultRecord): void;
  note(note: NoteRecord): void;
}

export interface NemesisOptions {
  readonly environment: Environment;
  readonly plan: readonly PlannedFault[];
  readonly sink: FaultSink;
  /** Aborted when no further fault is to begin and those that last are to end. */
  readonly signal: AbortSignal;
  /** Milliseconds since the moment that the plan's times count from. Default: since this call. */
  readonly elapsedMs?: () => number;
  /** Resolves after so long, or when the signal is aborted. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Injects each planned fault when it is due, looks whether it has an effect, and undoes it. A fault that cannot be
 * injected is recorded and does not end the run. When this resolves, or rejects, the cluster is whole again: it
 * rejects only if that could not be brought about.
 */
export async function runNemesis(options: NemesisOptions): Promise<void> {
  const begin = performance.now();
  const nemesis = new Nemesis({
    ...options,
    elapsedMs: options.elapsedMs ?? (() => performance.now() - begin),
    wait: options.wait ?? waitFor,
  });
  try {
    await nemesis.run();
  } finally {
    await nemesis.healAll();
  }
}

interface Moment {
  readonly atMs: number;
  readonly fault: PlannedFault;
  readonly what: 'start' | 'stop';
}

interface Lasting {
  readonly injection: Injection;
  readonly record: FaultRecord;
}

class Nemesis {
  readonly #options: Required<NemesisOptions>;
  readonly #cuts: Cuts;
  readonly #lasting = new Map<string, Lasting>();

  constructor(options: Required<NemesisOptions>) {
    this.#options = options;
    this.#cuts = new Cuts(options.environment);
  }

  async run(): Promise<void> {
    const { plan, signal, wait, elapsedMs } = this.#options;
    const moments = plan
      .flatMap((fault): Moment[] => [
        { atMs: fault.startMs, fault, what: 'start' },
        { atMs: fault.stopMs, fault, what: 'stop' },
      ])
      .sort((a, b) => a.atMs - b.atMs || (a.what === 'stop' ? -1 : 1));
    for (const { atMs, fault, what } of moments) {
      const restMs = atMs - elapsedMs();
      if (restMs > 0) await wait(restMs, signal);
      if (signal.aborted) return;
      if (what === 'start') await this.#start(fault);
      else await this.#stop(fault.id);
    }
  }

  async healAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const id of [...this.#lasting.keys()]) await this.#stop(id).catch((cause) => failures.push(cause));
    await this.#options.environment.cut([]).catch((cause: unknown) => failures.push(cause));
    if (failures.length > 0)
      throw new AggregateError(failures, `not healed: ${failures.map(messageOf).join('; ')}`);
  }

  async #start(fault: PlannedFault): Promise<void> {
    const { environment, sink } = this.#options;
    const { id, action } = fault;
    const unknown = { id, kind: action.kind, nodes: [], description: action.kind };
    let injection: Injection;
    try {
      injection = await prepare(fault, environment, this.#cuts);
    } catch (cause) {
      return this.#skip(unknown, messageOf(cause));
    }
    const { nodes, description } = injection;
    const head: FaultHead = { id, kind: action.kind, nodes, description };
    for (const needed of injection.needs) {
      const capability = environment.capability(needed);
      if (!capability.available) return this.#skip(head, capability.reason);
    }
    const begin = performance.now();
    const untold = { ...head, status: 'indeterminate', reason: 'it was not seen to work yet' } as const;
    this.#lasting.set(id, { injection, record: untold });
    try {
      await injection.inject();
    } catch (cause) {
      const failed = { ...untold, reason: messageOf(cause) };
      this.#lasting.set(id, { injection, record: failed });
      sink.startFault(failed);
      return;
    }
    const injectMs = Math.round(performance.now() - begin);
    // On the time axis a fault begins when it is in force; what was seen of it follows with its end.
    sink.startFault(untold);
    const evidence = await injection.verify().catch((cause: unknown): Evidence => ({
      status: 'indeterminate',
      reason: messageOf(cause),
      measured: {},
    }));
    const measured = { ...evidence.measured, injectMs };
    this.#lasting.set(id, { injection, record: { ...head, ...evidence, measured } });
  }

  #skip(head: FaultHead, reason: string): void {
    const record = { ...head, status: 'skipped', reason } as const;
    this.#options.sink.startFault(record);
    this.#options.sink.stopFault(record);
  }

  async #stop(id: string): Promise<void> {
    const { sink } = this.#options;
    const lasting = this.#lasting.get(id);
    if (lasting === undefined) return;
    const { injection, record } = lasting;
    const late = await injection.verifyLate?.().catch(() => undefined);
    const begin = performance.now();
    await injection.undo().catch(() => injection.undo());
    this.#lasting.delete(id);
    const undoMs = Math.round(performance.now() - begin);
    const { reason, ...rest } = { ...record, ...late };
    const doubt = rest.status === 'installed' || reason === undefined ? {} : { reason };
    sink.stopFault({ ...rest, ...doubt, measured: { ...record.measured, ...late?.measured, undoMs } });
    const leftOver = await injection.leftOver?.().catch(messageOf);
    if (leftOver === undefined) return;
    sink.note({ kind: 'phase', description: `after the end of ${record.kind}: ${leftOver}` });
  }
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

import type { Environment, Link } from '../environment/environment.ts';
import type { FaultRecord } from '../history/event.ts';
import type { Nemesis, NemesisContext } from '../run/experiment.ts';
import { pauseFor } from '../run/pause-for.ts';

/** The words in which scripts are written: faults at known moments, on nodes known by their role. */
export class Stage {
  readonly #context: NemesisContext;
  #faults = 0;

  constructor(context: NemesisContext) {
    this.#context = context;
  }

  get environment(): Environment {
    return this.#context.environment;
  }

  get others(): (node: string) => string[] {
    const ids = this.environment.nodes.map(({ id }) => id);
    return (node) => ids.filter((id) => id !== node);
  }

  async wait(milliseconds: number): Promise<void> {
    await pauseFor(milliseconds, this.#context.signal);
  }

  /** Waits until somebody leads who is not `except`. */
  async leader(except?: string): Promise<string> {
    for (;;) {
      const leader = this.#context.leader();
      if (leader !== undefined && leader !== except) return leader;
      if (this.#context.signal.aborted) throw new Error('nobody came to lead in time');
      await this.wait(20);
    }
  }

  /** Records a fault around `hurt`, `during` and `heal`; whatever happens, it is healed. */
  async fault(
    kind: string,
    nodes: readonly string[],
    acts: { hurt: () => Promise<void>; during: () => Promise<void>; heal: () => Promise<void> },
  ): Promise<void> {
    const { recorder } = this.#context;
    const id = `s${++this.#faults}`;
    const description = `${kind} ${nodes.join(', ')}`;
    const fault: FaultRecord = { id, kind, nodes, description, status: 'installed' };
    await acts.hurt();
    recorder.startFault(fault);
    try {
      await acts.during();
    } finally {
      await acts.heal();
      recorder.stopFault(fault);
    }
  }

  /** Every link of `node`, in both directions. */
  linksOf(node: string): Link[] {
    return this.others(node).flatMap((other) => [
      { from: node, to: other },
      { from: other, to: node },
    ]);
  }

  /** Every link between the two groups, in both directions. */
  linksBetween(one: readonly string[], other: readonly string[]): Link[] {
    return one.flatMap((a) =>
      other.flatMap((b) => [
        { from: a, to: b },
        { from: b, to: a },
      ]),
    );
  }
}

export type Act = (stage: Stage) => Promise<void>;

export function script(names: readonly string[], ...acts: readonly Act[]): Nemesis {
  return {
    names,
    run: async (context) => {
      const stage = new Stage(context);
      for (const act of acts) await act(stage);
    },
  };
}

/**
 * The leader is cut off while its clocks all but stand still: it goes on believing in itself for seconds, while the
 * others have long elected another one.
 */
export const oblivion: Act = async (stage) => {
  await stage.wait(1500);
  const leader = await stage.leader();
  const { environment } = stage;
  await stage.fault('partition-leader', [leader], {
    hurt: async () => {
      await environment.cut(stage.linksOf(leader));
      await environment.setClock(leader, { offsetMs: 0, rate: 0.1, clocks: 'wall-and-monotonic' });
    },
    during: async () => {
      await stage.leader(leader);
      await stage.wait(3500);
    },
    heal: async () => {
      await environment.resetClock(leader);
      await environment.cut([]);
    },
  });
  await stage.leader();
};

/** The leader is cut off and comes back to a cluster that went on without it. */
export const exile: Act = async (stage) => {
  await stage.wait(1500);
  const leader = await stage.leader();
  await stage.fault('partition-leader', [leader], {
    hurt: () => stage.environment.cut(stage.linksOf(leader)),
    during: async () => {
      await stage.leader(leader);
      await stage.wait(1500);
    },
    heal: () => stage.environment.cut([]),
  });
  await stage.leader();
};

/** Followers die right after an election, and come back within the same term. */
export const amnesia: Act = async (stage) => {
  const leader = await stage.leader();
  await stage.wait(500);
  for (const follower of stage.others(leader).slice(0, 2)) {
    await stage.fault('kill', [follower], {
      hurt: () => stage.environment.kill(follower),
      during: () => stage.wait(300),
      heal: () => stage.environment.restart(follower),
    });
    await stage.wait(500);
  }
};

/** The nodes are split into two groups, the first two and the rest. */
export const split: Act = async (stage) => {
  await stage.wait(1500);
  const ids = stage.environment.nodes.map(({ id }) => id);
  await stage.fault('partition-halves', ids, {
    hurt: () => stage.environment.cut(stage.linksBetween(ids.slice(0, 2), ids.slice(2))),
    during: () => stage.wait(3000),
    heal: () => stage.environment.cut([]),
  });
};

import { describe, expect, it } from 'vitest';

import type { SnapshotBytes, StateMachine } from '../../ports/state-machine.ts';
import type { Random } from '../../ports/random.ts';
import type { Entry } from '../../raft/types.ts';
import { stateMachineConformance, type StateMachineHarness } from './state-machine/index.ts';

/** What may be wrong with {@link Accounts}, and the case that tells. */
const BUGS = {
  'answers one too many': 'gives one result for each command, and none for none',
  'answers nothing to a refused command': 'gives one result for each command, and none for none',
  'shares its state with others': 'comes to the same results and the same state by the same log',
  'has no state': 'comes to different states by different logs',
  'counts batches': 'does not depend on how the log is cut into batches',
  'answers in the order of accounts': 'does not depend on how the log is cut into batches',
  'throws at what it cannot read': 'never fails, whatever a command says, and refuses alike everywhere',
  'numbers its refusals by chance': 'never fails, whatever a command says, and refuses alike everywhere',
  'decodes in place': 'leaves the commands as they are',
  'looks at the time': 'knows no clock and no chance',
  'looks at the date': 'knows no clock and no chance',
  'throws dice': 'knows no clock and no chance',
  'measures itself': 'knows no clock and no chance',
  'forgets an account in a snapshot': 'restores the state that was captured',
  'expects one piece': 'restores from pieces of any size, none among them',
  'takes an empty piece for the end': 'restores from pieces of any size, none among them',
  'forgets how many commands there were': 'goes on from a snapshot as from the whole log',
  'captures when read': 'captures the moment, though it is read while more is applied',
  'captures once': 'keeps snapshots of several moments apart',
  'counts its snapshots': 'is not changed by being captured, nor by a snapshot that nobody reads to its end',
  'adds to what was there': 'replaces all of an earlier state',
  'ignores an empty snapshot': 'restores the state before the first command',
  'takes a failure for the end': 'is as it was, or says that it is not, when the source of a restore fails',
  'clears before it reads': 'is as it was, or says that it is not, when the source of a restore fails',
  'reads on where it stopped': 'can be restored after a restore that failed',
} as const;

type Bug = keyof typeof BUGS;

interface State {
  balances: Map<string, number>;
  applied: number;
}

let shared = 0;
let refusals = 0;

/** Accounts that are added to and taken from; right but for one bug. A command is an account's letter and an amount. */
class Accounts implements StateMachine<string> {
  #state: State = { balances: new Map(), applied: 0 };
  #left: Uint8Array[] = [];
  #captured: Uint8Array | null = null;
  readonly #bug: Bug | null;

  constructor(bug: Bug | null) {
    this.#bug = bug;
  }

  #has(bug: Bug): boolean {
    return this.#bug === bug;
  }

  apply(commands: readonly Entry[]): readonly string[] {
    if (this.#has('counts batches')) this.#state.applied += 1;
    const results = commands.map((entry) => this.#apply(entry.data));
    if (this.#has('answers one too many')) results.push('more');
    if (this.#has('answers in the order of accounts')) results.sort();
    if (this.#has('answers nothing to a refused command'))
      return results.filter((result) => !result.startsWith('refused'));
    return results;
  }

  #apply(data: Uint8Array): string {
    this.#state.applied += 1;
    if (this.#has('has no state')) return 'done';
    const match = /^([a-z])([+-]\d{1,6})$/.exec(Buffer.from(data).toString());
    if (this.#has('decodes in place')) data.fill(0);
    if (match === null) {
      if (this.#has('throws at what it cannot read')) throw new Error('not a command');
      return this.#has('numbers its refusals by chance') ? `refused ${refusals++}` : 'refused';
    }
    const [, account = '', amount = ''] = match;
    const before = this.#has('shares its state with others')
      ? shared
      : (this.#state.balances.get(account) ?? 0);
    const after = before + Number(amount) + this.#stray();
    if (after < 0) return `refused: ${account} has ${before}`;
    shared = after;
    this.#state.balances.set(account, after);
    return `${this.#state.applied}: ${account} has ${after}`;
  }

  #stray(): number {
    if (this.#has('looks at the time')) return Date.now() % 7;
    if (this.#has('looks at the date')) return new Date().getFullYear();
    if (this.#has('throws dice')) return Math.random() < 0.5 ? 1 : 0;
    return this.#has('measures itself') ? Math.floor(performance.now()) : 0;
  }

  snapshot(): SnapshotBytes {
    if (this.#has('counts its snapshots')) this.#state.applied += 1;
    if (this.#has('captures once')) return (this.#captured ??= this.#encoded());
    if (this.#has('captures when read')) return this.#later();
    return this.#encoded();
  }

  async *#later(): AsyncGenerator<Uint8Array, void, undefined> {
    yield await Promise.resolve(this.#encoded());
  }

  #encoded(): Uint8Array {
    const balances = [...this.#state.balances].sort();
    if (this.#has('forgets an account in a snapshot')) balances.pop();
    const applied = this.#has('forgets how many commands there were') ? 0 : this.#state.applied;
    return Buffer.from(JSON.stringify({ balances, applied }));
  }

  describe(): unknown {
    return { applied: this.#state.applied, balances: [...this.#state.balances].sort() };
  }

  async restore(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    const parts = this.#has('reads on where it stopped') ? this.#left : [];
    if (this.#has('clears before it reads')) this.#state = { balances: new Map(), applied: 0 };
    try {
      for await (const chunk of chunks) {
        if (this.#has('takes an empty piece for the end') && chunk.byteLength === 0) break;
        parts.push(chunk);
        if (this.#has('expects one piece')) break;
      }
    } catch (error) {
      if (!this.#has('takes a failure for the end')) throw error;
    }
    const text = Buffer.concat(parts).toString();
    if (text === '{"balances":[],"applied":0}' && this.#has('ignores an empty snapshot')) return;
    const { balances, applied } = JSON.parse(text) as { balances: [string, number][]; applied: number };
    const kept = this.#has('adds to what was there') ? [...this.#state.balances] : [];
    this.#state = { balances: new Map([...kept, ...balances]), applied };
  }
}

function harnessOf(bug: Bug | null): StateMachineHarness {
  return {
    create: () => new Accounts(bug),
    commands: (random: Random, indices: readonly number[]) =>
      indices.map(() => {
        const letter = String.fromCharCode(97 + (random.uint32() % 20));
        return Buffer.from(`${letter}${random.uint32() % 3 === 0 ? '-' : '+'}${random.uint32() % 500}`);
      }),
    describe: (machine) => (machine as Accounts).describe(),
  };
}

describe('a sound state machine', () => {
  it.each(stateMachineConformance.map((each) => [each.name, each] as const))('%s', async (_, each) => {
    await each.run(harnessOf(null));
    const { create, commands } = harnessOf(null);
    await each.run({ create, commands });
  });
});

describe('a state machine that', () => {
  it.each(Object.entries(BUGS) as [Bug, string][])('%s is caught by its case', async (bug, name) => {
    const named = stateMachineConformance.find((each) => each.name === name);
    await expect(named?.run(harnessOf(bug))).rejects.toThrow();
  });
});

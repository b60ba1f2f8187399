import type { Fault, LinkQuality, Plan, RunResult, Violation } from './plan.ts';

/** Runs a plan; null when there is no result to go by. */
export type TryPlan = (plan: Plan) => Promise<RunResult | null>;

export interface ShrinkOptions {
  /** The most runs to spend. Default 200. */
  readonly maxRuns?: number;
}

/** The shortest plan that was found to violate the same property. */
export interface Shrunk {
  readonly plan: Plan;
  readonly violation: Violation;
  readonly traceHash: string;
  /** Runs that were spent. */
  readonly runs: number;
  /** Whether there were runs left when nothing more could be left out. */
  readonly complete: boolean;
}

const PERFECT: Pick<LinkQuality, 'loss' | 'duplication' | 'reordering'> = {
  loss: 0,
  duplication: 0,
  reordering: 0,
};

/**
 * Makes the plan of a failing run shorter for as long as it violates the same property, by delta debugging (Zeller and
 * Hildebrandt, 2002): leaves faults out, then shortens those that remain, and takes away clients, nodes, load and time.
 * The same failure gives the same shorter plan.
 */
export async function shrink(failure: RunResult, run: TryPlan, options: ShrinkOptions = {}): Promise<Shrunk> {
  if (failure.violation === null) throw new TypeError('expected a run that violated a property');
  const search = new Search(failure.plan, failure.violation, failure.traceHash, run, options.maxRuns ?? 200);
  for (let before: Plan | null = null; before !== search.plan && !search.isSpent;) {
    before = search.plan;
    await search.cutAtViolation();
    await search.leaveOutFaults();
    await search.cutAtViolation();
    await search.simplifyWorld();
    await search.shortenFaults();
  }
  const { plan, violation, traceHash, runs } = search;
  return { plan, violation, traceHash, runs, complete: !search.isSpent };
}

class Search {
  plan: Plan;
  violation: Violation;
  traceHash: string;
  runs = 0;
  readonly #run: TryPlan;
  readonly #maxRuns: number;
  /** Plans that were tried: passes come back to the same ones. */
  readonly #tried = new Set<string>();

  constructor(plan: Plan, violation: Violation, traceHash: string, run: TryPlan, maxRuns: number) {
    this.plan = plan;
    this.violation = violation;
    this.traceHash = traceHash;
    this.#run = run;
    this.#maxRuns = maxRuns;
  }

  get isSpent(): boolean {
    return this.runs >= this.#maxRuns;
  }

  /** Whether the plan, changed like this, still fails in the same way; if so it is the plan from now on. */
  async keeps(changes: Partial<Plan>): Promise<boolean> {
    const candidate = { ...this.plan, ...changes };
    const key = JSON.stringify(candidate);
    if (this.isSpent || this.#tried.has(key) || key === JSON.stringify(this.plan)) return false;
    this.#tried.add(key);
    this.runs++;
    const result = await this.#run(candidate);
    const violation = result?.violation;
    if (result === null || violation?.property !== this.violation.property) return false;
    this.plan = candidate;
    this.violation = violation;
    this.traceHash = result.traceHash;
    return true;
  }

  /** What comes after the violation has no part in it. Where the end of the run shows it, the end may come sooner. */
  async cutAtViolation(): Promise<void> {
    const endMs = Math.ceil(this.violation.atMs) + 1;
    const faults = this.plan.faults.filter(({ atMs }) => atMs < endMs);
    if (endMs < this.plan.durationMs) await this.keeps({ durationMs: endMs, faults });
    else if (faults.length < this.plan.faults.length) await this.keeps({ faults });
    for (const part of [1 / 4, 1 / 2, 3 / 4]) {
      const durationMs = Math.ceil(this.plan.durationMs * part);
      const sooner = this.plan.faults.filter(({ atMs }) => atMs < durationMs);
      if (await this.keeps({ durationMs, faults: sooner })) break;
    }
  }

  /** Tries to do without large parts first, then without smaller ones, down to each single fault. */
  async leaveOutFaults(): Promise<void> {
    if (await this.keeps({ faults: [] })) return;
    for (let size = Math.ceil(this.plan.faults.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < this.plan.faults.length && !this.isSpent;) {
        const faults = this.plan.faults.filter((_, place) => place < from || place >= from + size);
        if (!(await this.keeps({ faults }))) from += size;
      }
    }
  }

  async simplifyWorld(): Promise<void> {
    const { link } = this.plan;
    await this.keeps({ link: { ...link, ...PERFECT } });
    for (const name of ['loss', 'duplication', 'reordering'] as const)
      if (this.plan.link[name] > 0) await this.keeps({ link: { ...this.plan.link, [name]: 0 } });
    if (this.plan.spares > 0) await this.keeps({ spares: 0 });
    await this.#least('size');
    await this.#least('clients');
    await this.#least('keys');
    for (let rate = this.plan.operationsPerSecond / 2; rate >= 1; rate /= 2)
      if (!(await this.keeps({ operationsPerSecond: rate }))) break;
  }

  /** The smallest number that still fails, tried from 1 upwards, as small ones run fastest. */
  async #least(name: 'size' | 'clients' | 'keys'): Promise<void> {
    for (let value = 1; value < this.plan[name]; value++) if (await this.keeps({ [name]: value })) return;
  }

  async shortenFaults(): Promise<void> {
    for (let place = 0; place < this.plan.faults.length; place++) {
      await this.#isolateFewer(place);
      for (;;) {
        const shorter = shorten(this.plan.faults[place] as Fault);
        if (shorter === null || !(await this.#replaceFault(place, shorter))) break;
      }
    }
  }

  /** A fault that hits several nodes may have to hit but some. */
  async #isolateFewer(place: number): Promise<void> {
    for (let target = 0; ;) {
      const fault = this.plan.faults[place] as Fault;
      const fewer = withoutTarget(fault, target);
      if (fewer === null) return;
      if (!(await this.#replaceFault(place, fewer))) target++;
    }
  }

  #replaceFault(place: number, fault: Fault): Promise<boolean> {
    return this.keeps({ faults: this.plan.faults.map((old, at) => (at === place ? fault : old)) });
  }
}

/** Less than this is as good as nothing. */
const SHORT_MS = 10;

function shorten(fault: Fault): Fault | null {
  if (!('forMs' in fault) || fault.forMs <= SHORT_MS) return null;
  return { ...fault, forMs: Math.floor(fault.forMs / 2) };
}

/** The fault without one of several targets; null when there are no more to leave out. */
function withoutTarget(fault: Fault, place: number): Fault | null {
  const without = <Item>(items: readonly Item[]): Item[] => items.filter((_, at) => at !== place);
  switch (fault.type) {
    case 'partition':
      return fault.isolate.length > 1 && place < fault.isolate.length
        ? { ...fault, isolate: without(fault.isolate) }
        : null;
    case 'crash':
      return fault.nodes.length > 1 && place < fault.nodes.length
        ? { ...fault, nodes: without(fault.nodes) }
        : null;
    default:
      return null;
  }
}

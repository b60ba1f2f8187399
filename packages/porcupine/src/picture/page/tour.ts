import type { Context } from './context.ts';
import { everything } from './filter.ts';
import type { Timeline } from './timeline.ts';

/** Leads from one violation to the next. */
export class Tour {
  readonly #context: Context;
  readonly #timeline: Timeline;
  #next = 0;

  constructor(context: Context, timeline: Timeline) {
    this.#context = context;
    this.#timeline = timeline;
  }

  /** Shows a violation: its partition alone where there are several, and its operations in view. */
  show(partition: number): void {
    this.#isolate(partition);
    const { operations } = this.#context.model.data.partitions[partition]!.violation!;
    this.#context.view.show(this.#context.around(operations));
    this.#timeline.revealOperations(operations);
  }

  next(): void {
    const { violations } = this.#context.model;
    const partition = violations[this.#next % violations.length];
    this.#next += 1;
    if (partition !== undefined) this.show(partition);
  }

  /** Shows one operation and tells about it. */
  visit(number: number): void {
    this.#isolate(this.#context.model.partition[number]!);
    this.#context.view.show(this.#context.around([number]));
    this.#timeline.pinOperation(number);
    this.#timeline.element.scrollIntoView({ block: 'nearest' });
  }

  #isolate(partition: number): void {
    const { filter, model } = this.#context;
    const alone = model.data.partitions.length > 1;
    if (filter.partition === partition && filter.alone === alone) return;
    this.#context.setFilter({ ...everything, ...(alone ? { partition, alone } : {}) });
  }
}

import { findAlternatives } from '../explain/alternatives.ts';
import { describeOperation } from '../explain/describe.ts';
import { findOrder } from '../explain/order.ts';
import type { Ordered } from '../explain/order.ts';
import type { TrialLimits } from '../explain/trial.ts';
import type { Model } from '../model.ts';
import type { Operation } from '../operation.ts';
import type { PartitionResult } from '../result.ts';
import type { OrderData, PartitionData, ViolationData } from './data.ts';
import { replay } from './replay.ts';
import { clip, Words } from './words.ts';

/** Encodes what the check found out about partitions, with the states that its orders go through. */
export class OrderEncoder<S, I, O> {
  readonly states = new Words();
  /** Numbers of operations that change the state where they stand in an order. */
  readonly changing = new Set<number>();
  readonly #model: Model<S, I, O>;
  readonly #numberOf: (partition: number, id: number) => number;
  readonly #limits: TrialLimits;

  constructor(
    model: Model<S, I, O>,
    numberOf: (partition: number, id: number) => number,
    limits: TrialLimits,
  ) {
    this.#model = model;
    this.#numberOf = numberOf;
    this.#limits = limits;
  }

  encode(partition: PartitionResult<I, O>, number: number): PartitionData {
    const { key, verdict, reason, explanation } = partition;
    return {
      key: key === null ? null : clip(String(key)),
      verdict,
      reason: reason ?? null,
      method: partition.method ?? null,
      orders: [...this.#mainOrder(partition, number), ...this.#alternatives(partition, number)],
      violation: explanation === undefined ? null : this.#violation(partition, number),
    };
  }

  #mainOrder(partition: PartitionResult<I, O>, number: number): OrderData[] {
    const { verdict, operations, longestPartial, explanation } = partition;
    const ordered = findOrder(this.#model, partition, this.#limits);
    if (ordered !== undefined) {
      const before = verdict === 'valid' ? undefined : explanation?.prefix?.before;
      const label = before === undefined ? 'an order that works' : 'the longest beginning that works';
      return [this.#order(label, ordered, before === undefined ? [] : [before], number)];
    }
    if (longestPartial === undefined) return [];
    const { order, blocked } = longestPartial;
    return [this.#order('the longest order found', { operations, order }, blocked, number)];
  }

  #alternatives({ operations, explanation }: PartitionResult<I, O>, number: number): OrderData[] {
    if (explanation === undefined) return [];
    const alternatives = findAlternatives(this.#model, operations, explanation, this.#limits);
    return alternatives.map(({ without, ...ordered }) => {
      const left = operations.find(({ id }) => id === without)!;
      const label = `works if nobody knew how process ${left.process}'s ${describeOperation(this.#model, left)} ended`;
      return this.#order(clip(label), ordered, [without], number);
    });
  }

  #order(
    label: string,
    { operations, order }: Ordered<I, O>,
    blocked: readonly number[],
    partition: number,
  ): OrderData {
    const byId = new Map(operations.map((operation) => [operation.id, operation]));
    const ordered = order.map((id): Operation<I, O> => byId.get(id)!);
    const numbers = order.map((id) => this.#numberOf(partition, id));
    const states = replay(this.#model, ordered, this.states);
    numbers.forEach((number, i) => {
      if (states[i] !== states[i + 1]) this.changing.add(number);
    });
    return {
      label,
      operations: numbers,
      states,
      blocked: blocked.map((id) => this.#numberOf(partition, id)),
    };
  }

  #violation({ explanation }: PartitionResult<I, O>, partition: number): ViolationData {
    const { kind, sentence, operations, culprit, minimal, prefix } = explanation!;
    return {
      kind,
      sentence,
      operations: operations.map((id) => this.#numberOf(partition, id)),
      culprit: this.#numberOf(partition, culprit),
      minimal,
      completed: prefix?.completed ?? null,
    };
  }
}

import type { OperationEvent, Value } from '../history/event.ts';
import { outcomes, type FunctionName, type OperationColumns, type Outcome } from './data.ts';
import type { PairedOperation } from './pair.ts';

/** Numbers names in the order in which they are first seen. */
class Names<T extends string> {
  readonly list: T[] = [];
  readonly #numbers = new Map<T, number>();

  number(name: T | undefined): number {
    if (name === undefined) return -1;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.list.length);
    return this.list.push(name) - 1;
  }
}

/** Reads first, so that the same functions have the same places and colours in every report. */
const functionOrder: readonly FunctionName[] = ['read', 'get', 'write', 'put', 'append', 'delete', 'cas'];

/** Turns operations, in the order of their invocations, into the columns that the page reads. */
export function encodeOperations(operations: readonly PairedOperation[]): OperationColumns {
  const functions = new Names<FunctionName>();
  const used = new Set(operations.map(({ invoke }) => invoke.f));
  for (const name of functionOrder) if (used.has(name)) functions.number(name);
  const keys = new Names();
  const nodes = new Names();
  const errors = new Names();
  const current: Record<number, Value> = {};
  const columns = emptyColumns();
  let previous = { time: 0, index: 0 };
  operations.forEach(({ invoke, completion }, number) => {
    columns.process.push(invoke.process);
    columns.f.push(functions.number(invoke.f));
    columns.key.push(keys.number(invoke.key));
    columns.outcome.push(outcomes.indexOf(outcomeOf(completion)));
    columns.startDelta.push(invoke.time - previous.time);
    columns.duration.push(completion === undefined ? -1 : Math.max(0, completion.time - invoke.time));
    columns.node.push(nodes.number(completion?.node ?? invoke.node));
    columns.error.push(errors.number(completion?.error));
    columns.revision.push(completion?.revision ?? -1);
    columns.indexDelta.push(invoke.index - previous.index);
    columns.value.push(invoke.value);
    columns.result.push(completion?.type === 'ok' ? completion.value : null);
    if (completion?.current !== undefined) current[number] = completion.current;
    previous = invoke;
  });
  return {
    count: operations.length,
    functions: functions.list,
    keys: keys.list,
    nodes: nodes.list,
    errors: errors.list,
    ...columns,
    current,
  };
}

function outcomeOf(completion: OperationEvent | undefined): Outcome {
  return completion === undefined || completion.type === 'invoke' ? 'info' : completion.type;
}

function emptyColumns() {
  const numbers = (): number[] => [];
  const values = (): OperationEvent['value'][] => [];
  return {
    process: numbers(),
    f: numbers(),
    key: numbers(),
    outcome: numbers(),
    startDelta: numbers(),
    duration: numbers(),
    node: numbers(),
    error: numbers(),
    revision: numbers(),
    indexDelta: numbers(),
    value: values(),
    result: values(),
  };
}

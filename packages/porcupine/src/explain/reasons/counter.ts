import type { Reason, Violation } from '../../model.ts';
import type { CounterInput, CounterOutput } from '../../models/counter.ts';
import type { Operation } from '../../operation.ts';
import { isBefore, mayPrecede, nameOperation, onKey } from './words.ts';

type CounterViolation = Violation<CounterInput, CounterOutput>;
type CounterOperation = Operation<CounterInput, CounterOutput>;

export function explainCounter(violation: CounterViolation): Reason | undefined {
  const reads = violation.core.filter(({ input, output }) => input.f === 'read' && output !== undefined);
  for (const read of reads) {
    const reason = outOfRange(violation, read);
    if (reason !== undefined) return reason;
  }
  for (const read of reads) {
    for (const earlier of reads) {
      const reason = isBefore(earlier, read) ? backwards(violation, earlier, read) : undefined;
      if (reason !== undefined) return reason;
    }
  }
  return undefined;
}

/** Less than what had been added for sure, or more than what can have been. */
function outOfRange({ key, operations }: CounterViolation, read: CounterOperation): Reason | undefined {
  const seen = read.output!;
  const { least, most } = range(operations, read);
  const claim = `${nameRead(read)}${onKey(key)} returned ${seen}`;
  if (seen < least) {
    const sentence = `${claim}, but what had been added before it began comes to ${least} at least`;
    return { kind: 'lost-update', sentence };
  }
  if (seen > most) {
    const sentence = `${claim}, but all that can have been added by then comes to ${most} at most`;
    return { kind: 'phantom-value', sentence };
  }
  return undefined;
}

function range(
  operations: readonly CounterOperation[],
  read: CounterOperation,
): { least: number; most: number } {
  let [least, most] = [0, 0];
  for (const operation of operations) {
    const { input } = operation;
    if (input.f === 'read' || !mayPrecede(operation, read)) continue;
    const certain = isBefore(operation, read);
    if (certain || input.value < 0) least += input.value;
    if (certain || input.value > 0) most += input.value;
  }
  return { least, most };
}

/** Two reads, one after the other, of a counter that only grew meanwhile. */
function backwards(
  { key, operations }: CounterViolation,
  earlier: CounterOperation,
  read: CounterOperation,
): Reason | undefined {
  if (earlier.output! <= read.output!) return undefined;
  const fell = operations.some(
    (operation) =>
      operation.input.f === 'add' &&
      operation.input.value < 0 &&
      operation.return >= earlier.call &&
      mayPrecede(operation, read),
  );
  if (fell) return undefined;
  const sentence =
    `${nameRead(read)}${onKey(key)} returned ${read.output}, but ${nameRead(earlier)} had returned ` +
    `${earlier.output} before it began and nothing was taken away since`;
  return { kind: 'stale-read', sentence };
}

function nameRead(read: CounterOperation): string {
  return nameOperation(read, 'read');
}

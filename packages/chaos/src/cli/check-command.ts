import { checkLinearizability, type ModelName } from '../check/linearizability.ts';
import { readHistoryFile, SOLE_KEY } from '../history/reader.ts';
import { exitCodeOf } from '../run/exit-codes.ts';
import { formatDuration } from '../temporal.ts';

export interface CheckCommandOptions {
  readonly model: ModelName;
  readonly json: boolean;
  readonly timeLimitMs: number;
  readonly print: (text: string) => void;
}

/** Checks a history from a file; answers the exit code. */
export async function checkCommand(file: string, options: CheckCommandOptions): Promise<number> {
  const { model, json, timeLimitMs, print } = options;
  const history = await readHistoryFile(file, model === 'register' ? { defaultKey: SOLE_KEY } : {});
  const result = checkLinearizability(history, model, { timeLimitMs });
  if (json) {
    print(JSON.stringify(result, null, 2));
  } else {
    const { verdict, operations, milliseconds, anomalies, reason } = result;
    const why = reason === undefined ? '' : `: ${reason}`;
    print(
      `${verdict.toUpperCase()}${why} (${operations} operations, model "${model}", ${formatDuration(milliseconds)})`,
    );
    for (const { sentence, operations: indices, minimal } of anomalies) {
      print(`  - ${sentence}`);
      print(
        `    ${minimal ? 'The smallest set' : 'A set'} of operations that cannot be ordered, by index: ${indices.join(', ')}`,
      );
    }
  }
  return exitCodeOf(result.verdict);
}

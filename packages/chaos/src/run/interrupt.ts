import { ChaosError } from '../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What ends a run ahead of time. */
export interface Interrupt {
  /** Aborted by the first signal: wind up, undo every fault, keep what was recorded. */
  readonly signal: AbortSignal;
  dispose(): void;
}

/** Listens to the signals that ask a process to end. The second one ends it at once, with exit code 255. */
export function listenForInterrupts(say: (text: string) => void): Interrupt {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      say('Stopped at once.');
      process.exit(255);
    }
    say(`${name}: undoing all faults and stopping; once more to stop at once.`);
    controller.abort(new ChaosError('interrupted', 'the run was interrupted'));
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const name of SIGNALS) process.off(name, onSignal);
    },
  };
}

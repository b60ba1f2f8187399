import type { SeededRandom } from '@seaworthy/core/testing';

export interface Choice<T> {
  readonly weight: number;
  readonly choice: T;
}

/** One of the choices, each as likely as its weight says. */
export function mix<T>(choices: readonly Choice<T>[], random: SeededRandom): T {
  let rest = random.fraction() * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const { weight, choice } of choices) {
    rest -= weight;
    if (rest < 0) return choice;
  }
  return (choices.at(-1) as Choice<T>).choice;
}

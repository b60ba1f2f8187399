import { visible } from './format.ts';

type Fact = readonly [name: string, text: string];

/** What is said about a thing: a heading, and facts by name. */
export interface Description {
  readonly heading: string;
  /** A class for the coloured mark beside the heading. */
  readonly mark: string;
  readonly facts: readonly Fact[];
}

/** The facts that are known, fit to be shown. */
export function factsOf(pairs: readonly (readonly [name: string, text: string | undefined])[]): Fact[] {
  return pairs.flatMap(([name, text]): Fact[] =>
    text === undefined || text === '' ? [] : [[name, visible(text)]],
  );
}

/** The same in one line, for those who listen. */
export function spoken({ heading, facts }: Description): string {
  return [heading, ...facts.map(([name, text]) => `${name} ${text}`)].join(', ');
}

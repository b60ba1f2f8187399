/** No text of the picture is longer than this. */
const LONGEST = 400;

/** A long text keeps both ends. */
export function clip(text: string): string {
  if (text.length <= LONGEST) return text;
  const half = LONGEST / 2 - 2;
  return `${text.slice(0, half)}...${text.slice(-half)}`;
}

/** Numbers texts in the order in which they are first seen. */
export class Words {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  number(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.list.length);
    return this.list.push(text) - 1;
  }
}

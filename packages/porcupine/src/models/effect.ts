/** Tells operations apart by what they do: parts are the same if and only if all of them are. */
export function effectOf(...parts: readonly unknown[]): string {
  let effect = '';
  for (const part of parts) effect += `${typeof part === 'string' ? JSON.stringify(part) : String(part)},`;
  return effect;
}

/** Tells operations apart by what they do: parts are the same if and only if all of them are. */
export function effectOf(...parts: readonly unknown[]): string {
  return parts.map((part) => (typeof part === 'string' ? JSON.stringify(part) : String(part))).join();
}

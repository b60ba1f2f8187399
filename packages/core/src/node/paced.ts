import type { Clock } from '../ports/clock.ts';

/** Passes chunks on no faster than `bytesPerSecond`, measured from the first one. */
export async function* paced(
  chunks: AsyncIterable<Uint8Array>,
  bytesPerSecond: number,
  clock: Clock,
): AsyncGenerator<Uint8Array, void, undefined> {
  const begin = clock.monotonicNow();
  let passed = 0;
  for await (const chunk of chunks) {
    const dueMs = begin + (passed / bytesPerSecond) * 1_000;
    const waitMs = dueMs - clock.monotonicNow();
    if (waitMs > 0) await new Promise<void>((resolve) => clock.schedule(waitMs, resolve));
    passed += chunk.byteLength;
    yield chunk;
  }
}

/**
 * Gives `act` a signal that is aborted after `milliseconds`, or when `signal` is. Not made of `AbortSignal.any` and
 * `AbortSignal.timeout`: in Node 20 such a combination may be collected as garbage before it fires.
 */
export async function withDeadline<Result>(
  milliseconds: number,
  signal: AbortSignal,
  act: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const onAbort = (): void => controller.abort(signal.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError')),
    milliseconds,
  );
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await act(controller.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

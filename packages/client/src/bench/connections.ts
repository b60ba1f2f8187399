import type { LoadConnection, LoadTarget } from './target.ts';

/** So many connections are opened at a time; each of them may listen to the signal, which warns of more than ten. */
const AT_A_TIME = 10;

/** Opens `count` connections; if one cannot be opened, closes the others and rejects with its error. */
export async function openAll(
  target: LoadTarget,
  count: number,
  signal: AbortSignal | undefined,
): Promise<LoadConnection[]> {
  const connections: LoadConnection[] = [];
  while (connections.length < count) {
    const batch = Math.min(AT_A_TIME, count - connections.length);
    const attempts = await Promise.allSettled(Array.from({ length: batch }, () => target.open(signal)));
    for (const attempt of attempts) if (attempt.status === 'fulfilled') connections.push(attempt.value);
    const failed = attempts.find((attempt) => attempt.status === 'rejected');
    if (failed === undefined) continue;
    await closeAll(connections);
    throw failed.reason;
  }
  return connections;
}

export async function closeAll(connections: readonly LoadConnection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.close()));
}

import { z } from 'zod';

import type { Look } from './watcher.ts';

const status = z.object({ role: z.string(), term: z.number().int().nonnegative() });

/** Reads `/v1/status`, as Seaworthy's servers and the naive ones tell it. */
export const lookOverHttp: Look = async ({ clientUrl }, signal) => {
  const response = await fetch(`${clientUrl}/v1/status`, { signal });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  const parsed = status.safeParse(await response.json());
  return parsed.success ? parsed.data : undefined;
};

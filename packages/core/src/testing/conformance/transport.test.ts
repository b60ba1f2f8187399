import { describe, it } from 'vitest';

import { HubHarness } from './hub-harness.test.support.ts';
import { transportConformance, transportFaultConformance } from './transport/index.ts';

const ALL = [...transportConformance, ...transportFaultConformance];

describe('MemoryHub', () => {
  it.each(ALL.map((each) => [each.name, each] as const))('%s', async (_name, each) => {
    await each.run(new HubHarness());
  });
});

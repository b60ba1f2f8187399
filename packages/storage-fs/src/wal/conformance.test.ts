import type { LogStore } from '@seaworthy/core';
import { logStoreConformance, logStoreFaultConformance, type LogStoreHarness } from '@seaworthy/core/testing';
import { describe, it } from 'vitest';

import { RealHarness, SimulatedHarness, type StorageHarness } from '../testing/harnesses.test.support.ts';

class LogHarness<Inner extends StorageHarness> implements LogStoreHarness {
  protected readonly inner: Inner;

  constructor(inner: Inner) {
    this.inner = inner;
  }

  async open(): Promise<LogStore> {
    return (await this.inner.openStorage()).logStore;
  }

  crash(): Promise<void> {
    return this.inner.crash();
  }
}

class FaultHarness extends LogHarness<SimulatedHarness> {
  failNext(): void {
    this.inner.failNext();
  }
}

const CASES = logStoreConformance.map((each) => [each.name, each] as const);
const FAULT_CASES = logStoreFaultConformance.map((each) => [each.name, each] as const);

describe('the log on a simulated disk', () => {
  it.each(CASES)('%s', async (_, each) => {
    for (let seed = 1; seed <= 3; seed++) await each.run(new LogHarness(new SimulatedHarness({ seed })));
  });
});

describe.each(['write', 'datasync'] as const)('the log on a disk whose %s fails', (fails) => {
  it.each(FAULT_CASES)('%s', async (_, each) => {
    for (let seed = 1; seed <= 10; seed++)
      await each.run(new FaultHarness(new SimulatedHarness({ seed, fails })));
  });
});

describe('the log on the files of this machine', () => {
  it.each(CASES)('%s', async (_, each) => {
    const inner = new RealHarness();
    try {
      await each.run(new LogHarness(inner));
    } finally {
      await inner.end();
    }
  });
});

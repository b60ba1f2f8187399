import { vitestConfig } from '../../.config/vitest.ts';

/** Whole runs on local processes, one after another: they would hurt each other's timing. */
export default vitestConfig({
  include: ['src/**/*.teeth.test.ts'],
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 60_000,
});

import { vitestConfig } from '../../.config/vitest.ts';

// Processes and elections take their time on a busy machine.
export default vitestConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

import { vitestConfig } from '../.config/vitest.ts';

export default vitestConfig({
  include: ['*.test.ts', 'bench/**/*.test.mjs'],
  testTimeout: 240_000,
  hookTimeout: 240_000,
});

import { defineConfig, type ViteUserConfig } from 'vitest/config';

/** Tests read the sources of sibling packages, so no build is needed to run them. */
const conditions = ['@seaworthy/source', 'node'];

/** The settings all packages share; `test` adds to them. */
export function vitestConfig(test: NonNullable<ViteUserConfig['test']> = {}): ViteUserConfig {
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions } },
    test: {
      include: ['src/**/*.test.ts'],
      // A busy machine of two cores must not fail a test that is merely slow.
      testTimeout: 60_000,
      hookTimeout: 60_000,
      ...test,
    },
  });
}

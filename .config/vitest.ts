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
      ...test,
    },
  });
}

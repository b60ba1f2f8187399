import { defineConfig } from 'vitest/config';

/** All packages in one run, for one figure of coverage: `npm run coverage`. */
export default defineConfig({
  test: {
    projects: ['packages/*'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test.support.ts', '**/__*.ts', '**/*.generated.ts', '**/page/**'],
      reporter: ['text-summary', 'json-summary'],
    },
  },
});

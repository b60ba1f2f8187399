// Bundles the page of reports; with `--check`, only looks whether the bundle is fresh.
import { fileURLToPath } from 'node:url';

import { bundlePage } from '../../tools/bundle-page.mjs';

await bundlePage({
  root: fileURLToPath(new URL('.', import.meta.url)),
  page: 'src/report/page',
  target: 'src/report/page-script.generated.ts',
  command: 'build-report.mjs',
});

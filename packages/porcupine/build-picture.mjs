// Bundles the page of pictures; with `--check`, only looks whether the bundle is fresh.
import { fileURLToPath } from 'node:url';

import { bundlePage } from '../../tools/bundle-page.mjs';

await bundlePage({
  root: fileURLToPath(new URL('.', import.meta.url)),
  page: 'src/picture/page',
  target: 'src/picture/page.generated.ts',
  command: 'build-picture.mjs',
  hashes: true,
});

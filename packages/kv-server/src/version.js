import { readFileSync } from 'node:fs';
/** The release of this package. A bundle has it written in, for there is no manifest beside a bundle. */
export const VERSION =
  typeof SEAWORTHY_VERSION === 'string' ? SEAWORTHY_VERSION : versionOf('../package.json');
function versionOf(manifest) {
  const { version } = JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8'));
  return version;
}
//# sourceMappingURL=version.js.map

import { readFileSync } from 'node:fs';

declare const SEAWORTHY_VERSION: string | undefined;

/** The release of this package. A bundle has it written in, for there is no manifest beside a bundle. */
export const VERSION: string =
  typeof SEAWORTHY_VERSION === 'string' ? SEAWORTHY_VERSION : versionOf('../package.json');

function versionOf(manifest: string): string {
  const { version } = JSON.parse(readFileSync(new URL(manifest, import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}

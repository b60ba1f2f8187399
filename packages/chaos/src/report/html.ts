import { createHash } from 'node:crypto';

/** Text as it may stand in HTML, between tags or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/**
 * JSON as it may stand inside a script element: nothing in it can end the element, open a comment, or be a line
 * terminator in JavaScript, and it still parses to the same value.
 */
export function escapeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Refuses code that would end its own element early; what is inlined comes from the package, so this is a mistake of ours. */
export function assertInline(code: string, element: 'script' | 'style'): string {
  if (new RegExp(`</${element}|<!--`, 'i').test(code)) {
    throw new Error(`code to be inlined must not contain "</${element}" or "<!--"`);
  }
  return code;
}

/**
 * A Content-Security-Policy that allows these very scripts and styles, by their hashes, and nothing else: no request
 * to any network, no handler or script that a value might smuggle in.
 */
export function contentSecurityPolicy(scripts: readonly string[], styles: readonly string[]): string {
  const hashes = (codes: readonly string[]): string =>
    codes.map((code) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`).join(' ');
  return [
    `default-src 'none'`,
    `script-src ${hashes(scripts)}`,
    `style-src ${hashes(styles)}`,
    `img-src data:`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
}

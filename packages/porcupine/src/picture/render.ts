import type { CheckResult, Verdict } from '../result.ts';
import { encodePicture } from './encode.ts';
import type { PictureOptions, PictureSource } from './encode.ts';
import { escapeHtml, escapeJson } from './html.ts';
import { pageScript, pageScriptHash, pageStyle, pageStyleHash } from './page.generated.ts';

/**
 * One self-contained HTML page about a checked history: a lane per process, operations as intervals, the order that
 * was found and the states it goes through, and what cannot be ordered. The page reaches for nothing outside itself
 * and its policy forbids it to; values from the history are only ever shown as text.
 *
 * @param source the history that was checked, or its operations.
 * @throws {ArgumentError} for annotations that lie nowhere.
 */
export function renderPicture<S, I, O>(
  source: PictureSource<I, O>,
  result: CheckResult<I, O>,
  options: PictureOptions<S, I, O>,
): string {
  const data = encodePicture(source, result, options);
  const title = escapeHtml(`${words[data.verdict]}: ${data.title}`);
  const sentences = data.partitions.flatMap(({ violation }) =>
    violation === null ? [] : [violation.sentence],
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${icons[data.verdict]}">
<style>${pageStyle}</style>
</head>
<body>
<main id="picture"></main>
<noscript><h1>${title}</h1>${sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('')}<p>The picture needs JavaScript.</p></noscript>
<script type="application/json" id="picture-data">${escapeJson(data)}</script>
<script>${pageScript}</script>
</body>
</html>
`;
}

const words: Readonly<Record<Verdict, string>> = { valid: 'Valid', invalid: 'Invalid', unknown: 'Unknown' };

/** Allows this very script and style, by their hashes, and nothing else. */
const policy = [
  `default-src 'none'`,
  `script-src '${pageScriptHash}'`,
  `style-src '${pageStyleHash}'`,
  `img-src data:`,
  `base-uri 'none'`,
  `form-action 'none'`,
].join('; ');

const icons: Readonly<Record<Verdict, string>> = {
  valid: dot('%23007a5e'),
  invalid: dot('%23c8401f'),
  unknown: dot('%238a6d1a'),
};

function dot(colour: string): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='${colour}'/%3E%3C/svg%3E`;
}

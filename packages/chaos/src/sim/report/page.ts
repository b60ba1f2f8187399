import { basename, dirname } from 'node:path';

import { escapeHtml } from '../../report/html.ts';
import { formatDuration } from '../../temporal.ts';
import type { SeedsResults, ToldFailure } from '../run-seeds.ts';
import { EXERCISED, EXERCISED_NAMES, type Remark } from '../tally.ts';
import { describeFault, describeWorld } from './describe.ts';

/** More failures than anybody reads make a page that nobody opens. */
const SHOWN = 100;

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}
table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .8rem;border-bottom:1px solid #8884}td+td,th+th{text-align:right}
pre{overflow:auto;background:#8881;padding:.6rem}.valid{color:#2a8c4a}.invalid,.crash{color:#c83232}.unknown{color:#a66a00}`;

export interface PageOptions {
  /** The command that gave these results, and when: for people. */
  readonly command: string;
  readonly startedAt: string;
}

/** Everything about many runs on one page that needs nothing but itself and the folder it is in. */
export function renderSeedsPage(results: SeedsResults, { command, startedAt }: PageOptions): string {
  const { verdict, failures, crashed, unknown, done, total, interrupted } = results;
  const title = `Simulation: ${verdict}`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${STYLE}</style></head><body>
<h1>Simulation: <span class="${verdict}">${verdict}</span></h1>
<p><code>${escapeHtml(command)}</code>, ${escapeHtml(startedAt)}</p>
<p>${results.valid} valid, ${failures.length} invalid, ${unknown.length} unknown, ${crashed.length} crashed;
${done} of ${total} seeds${interrupted ? ', then it was interrupted' : ''} in ${formatDuration(results.wallMs)}
(${results.seedsPerSecond.toFixed(1)} per second), ${formatDuration(results.virtualMs)} of virtual time.</p>
${failures.slice(0, SHOWN).map(renderFailure).join('\n')}
${failures.length > SHOWN ? `<p>${failures.length - SHOWN} more failures are in results.json.</p>` : ''}
${renderRemarks('Crashed', crashed)}
<h2>Exercised</h2>
<table><thead><tr><th></th><th>total</th><th>in runs</th></tr></thead><tbody>
${EXERCISED_NAMES.map((name) => `<tr><td>${EXERCISED[name]}</td><td>${results.exercised[name]}</td><td>${results.runsWith[name]}</td></tr>`).join('\n')}
</tbody></table>
${renderRemarks('Unknown', unknown)}
<p>All traces together: <code>${results.digest}</code>. <a href="results.json">results.json</a></p>
</body></html>
`;
}

function renderFailure({ seed, violation, plan, shortened, kept }: ToldFailure): string {
  const shown = shortened?.plan ?? plan;
  const links =
    kept === null
      ? []
      : [kept.planFile, kept.originalFile, ...(kept.traceFile === null ? [] : [kept.traceFile])];
  return `<h2>Seed ${seed}: ${escapeHtml(violation.property)}</h2>
<p>After ${(violation.atMs / 1000).toFixed(3)} s of virtual time${kept?.repeats === false ? '; it did <b>not</b> repeat' : ''}:</p>
<pre>${escapeHtml(violation.message)}</pre>
<p>${shortened === null ? 'The schedule' : 'A shorter schedule that violates the same'}: ${escapeHtml(describeWorld(shown))}</p>
<pre>${escapeHtml(shown.faults.map(describeFault).join('\n'))}</pre>
<p>${links.map(renderLink).join(' ')}</p>`;
}

/** Files of a failure are in a folder beside the page. */
function renderLink(path: string): string {
  const file = basename(path);
  return `<a href="${escapeHtml(encodeURI(`${basename(dirname(path))}/${file}`))}">${escapeHtml(file)}</a>`;
}

function renderRemarks(title: string, list: readonly Remark[]): string {
  if (list.length === 0) return '';
  const items = list
    .slice(0, SHOWN)
    .map(({ seed, reason }) => `<li>seed ${seed}: ${escapeHtml(reason.split('\n')[0] ?? '')}</li>`);
  const more = list.length > SHOWN ? `<p>and ${list.length - SHOWN} more</p>` : '';
  return `<h2>${title}</h2><ul>${items.join('\n')}</ul>${more}`;
}

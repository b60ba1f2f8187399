import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ExperimentRecord, Results } from '../check/results.ts';
import type { HistoryEvent } from '../history/event.ts';
import { rerunCommand } from './command.ts';
import type { NodeLog, ReportData } from './data.ts';
import { encodeOperations } from './encode.ts';
import { assertInline, contentSecurityPolicy, escapeHtml, escapeJson } from './html.ts';
import { pageScript, pageStyle } from './page-script.generated.ts';
import { pairHistory } from './pair.ts';

export interface ReportInput {
  readonly experiment: ExperimentRecord;
  readonly results: Results;
  readonly history: readonly HistoryEvent[];
  /** Where each node's log lies, relative to the report; by default nothing is linked. */
  readonly logs?: readonly NodeLog[];
  /** The shell command that runs this again; by default `seaworthy-chaos run` with the experiment's own options. */
  readonly command?: string;
}

/**
 * One self-contained HTML page about a run: its verdict, what explains it, and everything that happened on one time
 * axis. The page reaches for nothing outside itself, and its policy forbids it to; values from the history are only
 * ever shown as text.
 */
export function renderReport(input: ReportInput): string {
  const { experiment, results } = input;
  const scripts = [
    assertInline(uplotFile('uPlot.iife.min.js'), 'script'),
    assertInline(pageScript, 'script'),
  ];
  const styles = [assertInline(uplotFile('uPlot.min.css'), 'style'), assertInline(pageStyle, 'style')];
  const title = `${capitalised(results.verdict)}: ${experiment.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(scripts, styles)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="seaworthy-chaos ${escapeHtml(experiment.version)}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="${icons[results.verdict]}">
${styles.map((style) => `<style>${style}</style>`).join('\n')}
</head>
<body>
<main id="report"></main>
<noscript><h1>${escapeHtml(title)}</h1><p>${escapeHtml(results.reasons.join(' '))}</p><p>The picture needs JavaScript.</p></noscript>
<script type="application/json" id="report-data">${escapeJson(reportData(input))}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`;
}

/** What the page is given to show. */
export function reportData(input: ReportInput): ReportData {
  const { experiment, results } = input;
  const { operations, notes, unplaced } = pairHistory(input.history);
  return {
    experiment,
    results,
    operations: encodeOperations(operations),
    notes,
    duration: lastMoment(input),
    command: input.command ?? rerunCommand(experiment),
    logs: input.logs ?? [],
    unplaced,
  };
}

function lastMoment({ results, history }: ReportInput): number {
  let last = 0;
  const see = (time: number): void => {
    if (time > last) last = time;
  };
  for (const event of history) see(event.time);
  for (const window of results.faults.windows) see(window.to ?? window.from);
  for (const reign of results.reigns) see(reign.to);
  for (const sample of results.clocks) see(sample.time);
  return last;
}

const require = createRequire(import.meta.url);

function uplotFile(name: string): string {
  return readFileSync(require.resolve(`uplot/dist/${name}`), 'utf8');
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const icons: Readonly<Record<Results['verdict'], string>> = {
  valid: dot('%23007a5e'),
  invalid: dot('%23c8401f'),
  unknown: dot('%238a6d1a'),
};

function dot(colour: string): string {
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='${colour}'/%3E%3C/svg%3E`;
}

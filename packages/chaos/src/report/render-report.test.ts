import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { renderReport, reportData } from './render-report.ts';
import { synthesize } from './synthetic.test.support.ts';

const input = synthesize({ seconds: 10, operations: 500, processes: 5 });

describe('renderReport', () => {
  it('gives one page that refers to nothing outside itself', () => {
    const html = renderReport(input);
    const markup = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(markup).toContain(`default-src 'none'`);
    expect(markup).not.toMatch(/\s(src|srcset|action)=/);
    expect([...markup.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.slice(0, 19))).toEqual([
      'data:image/svg+xml,',
    ]);
  });

  it('holds data and four pieces of code, whatever the values are', () => {
    const hostile = { ...input.experiment, name: '</script><script>alert(1)</script></style><img src=x>' };
    const html = renderReport({ ...input, experiment: hostile });
    expect(html.match(/<script/g)).toHaveLength(3);
    expect(html.match(/<\/script>/g)).toHaveLength(3);
    expect(html.match(/<style/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
  });

  it('says the verdict without scripts, too', () => {
    const noscript = /<noscript>(.*)<\/noscript>/.exec(renderReport(input))?.[1];
    expect(noscript).toContain('Valid');
    expect(noscript).toContain('can be put in one order');
  });
});

describe('reportData', () => {
  it('keeps every operation, with its times and outcome, through the columns', () => {
    const { operations } = reportData(input);
    const invocations = input.history.filter((event) => event.type === 'invoke');
    expect(operations.count).toBe(invocations.length);
    let time = 0;
    let index = 0;
    const decoded = invocations.map((_, i) => {
      time += operations.startDelta[i]!;
      index += operations.indexDelta[i]!;
      return { time, index, process: operations.process[i], key: operations.keys[operations.key[i]!] };
    });
    expect(decoded).toEqual(
      invocations.map(({ time, index, process, ...rest }) => ({
        time,
        index,
        process,
        key: 'key' in rest ? rest.key : undefined,
      })),
    );
    expect(operations.outcome.filter((outcome) => outcome === 0)).toHaveLength(input.results.operations.ok);
  });

  it('lasts until the last thing that was seen', () => {
    const last = Math.max(...input.history.map(({ time }) => time));
    expect(reportData(input).duration).toBeGreaterThanOrEqual(last);
    expect(reportData({ ...input, history: [] }).operations.count).toBe(0);
  });
});

describe('the bundled page', () => {
  it('is fresh: made from the sources beside it', async () => {
    const script = fileURLToPath(new URL('../../build-report.mjs', import.meta.url));
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  });
});

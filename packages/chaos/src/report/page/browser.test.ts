import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hostileRun } from '../hostile.test.support.ts';
import { renderReport, type ReportInput } from '../render-report.ts';
import { synthesize } from '../synthetic.test.support.ts';
import type { Context } from './context.ts';
import type { Timeline } from './timeline.ts';

declare global {
  interface Window {
    seaworthyReport: { readonly context: Context; readonly timeline: Timeline };
    pwned?: boolean;
  }
}

const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
const found = existsSync(executablePath);
const flags =
  '--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

describe.skipIf(!found)(
  `the page in a browser${found ? '' : ` (skipped: no ${executablePath}; set CHROMIUM_PATH)`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'seaworthy-report-'));
    let browser: BrowserContext;
    let page: Page;
    /** Errors, warnings and requests; a good page has none. */
    let trouble: string[] = [];

    beforeAll(async () => {
      browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
        executablePath,
        headless: true,
        viewport: { width: 1300, height: 900 },
        args: flags.split(' '),
      });
    }, 60_000);

    afterAll(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });

    beforeEach(async () => {
      await page?.close();
      trouble = [];
      page = await browser.newPage();
      page.on('console', (message) => trouble.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => trouble.push(`error: ${error.message}`));
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) trouble.push(`request: ${request.url()}`);
      });
    });

    const open = async (input: ReportInput): Promise<void> => {
      const file = join(folder, 'index.html');
      writeFileSync(file, renderReport(input));
      await page.goto(pathToFileURL(file).href);
      await page.locator('.u-over').nth(1).waitFor();
    };
    const view = (): Promise<{ from: number; to: number; whole: boolean }> =>
      page.evaluate(() => {
        const { from, to, isWhole } = window.seaworthyReport.context.view;
        return { from, to, whole: isWhole };
      });
    const painted = (): Promise<number> =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('.timeline-picture')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
      });

    it('shows a valid run whole, with no error and no request', async () => {
      await open(synthesize({ seconds: 75, operations: 8000, processes: 10 }));
      expect(await page.locator('.badge').textContent()).toBe('Valid');
      expect(await view()).toMatchObject({ whole: true });
      expect(await painted()).toBeGreaterThan(100_000);
      expect(await page.locator('#violations').count()).toBe(0);
      expect(await page.locator('#faults tbody tr').count()).toBe(10);
      expect(trouble).toEqual([]);
    });

    it('opens an invalid run at the anomaly and leads from its list to the timeline', async () => {
      const input = synthesize({ seconds: 75, operations: 8000, processes: 10, stale: true });
      await open(input);
      const [anomaly] = input.results.linearizability.anomalies;
      expect(await page.locator('#violations .sentence').textContent()).toBe(anomaly!.sentence);
      expect(await page.locator('.interval-picture .operation').count()).toBe(3);
      const first = await view();
      expect(first.whole).toBe(false);
      await page.locator('.operations button').nth(2).click();
      await page.waitForFunction(([from]) => window.seaworthyReport.context.view.from !== from, [
        first.from,
      ] as const);
      expect(await page.locator('.tooltip.pinned strong').textContent()).toMatch(/^get /);
      expect(trouble).toEqual([]);
    });

    it('zooms and pans with wheel, drag and keys, and goes home', async () => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(synthesize({ seconds: 75, operations: 2000, processes: 5 }));
      const picture = page.locator('.timeline-picture');
      const { y } = (await picture.boundingBox())!;
      await page.mouse.move(600, y + 100);
      const whole = await view();
      await page.mouse.wheel(0, -400);
      await page.waitForFunction(() => !window.seaworthyReport.context.view.isWhole);
      const wheeled = await view();
      expect(wheeled.to - wheeled.from).toBeLessThan((whole.to - whole.from) * 0.7);
      await page.mouse.down();
      await page.mouse.move(700, y + 100);
      await page.mouse.up();
      const dragged = await view();
      expect(dragged.from).toBeLessThan(wheeled.from);
      expect(dragged.to - dragged.from).toBeCloseTo(wheeled.to - wheeled.from, -3);
      await picture.focus();
      await page.keyboard.press('+');
      const closer = await view();
      expect(closer.to - closer.from).toBeCloseTo((dragged.to - dragged.from) / 2, -3);
      await page.keyboard.press('ArrowRight');
      expect((await view()).from).toBeGreaterThan(closer.from);
      await page.keyboard.press('-');
      await page.keyboard.press('Home');
      expect(await view()).toMatchObject({ whole: true });
      const plot = await page.evaluate(() => window.seaworthyReport.context.view.span);
      expect(plot).toBeGreaterThan(75e9);
      expect(trouble).toEqual([]);
    });

    it('tells about operations under the pointer and the keyboard', async () => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(synthesize({ seconds: 75, operations: 2000, processes: 5 }));
      await page.locator('.timeline-picture').focus();
      await page.keyboard.press('n');
      const pinned = page.locator('.tooltip.pinned');
      await pinned.waitFor();
      const first = await pinned.locator('dl').textContent();
      expect(first).toMatch(/outcome.*process\d+.*invoked.*took.*node/);
      expect(await page.locator('.timeline [aria-live]').textContent()).toMatch(/^(get|put|append|cas) k/);
      await page.keyboard.press('n');
      await page.waitForFunction((was) => document.querySelector('.tooltip dl')!.textContent !== was, first);
      await page.keyboard.press('Escape');
      await page.locator('.tooltip').waitFor({ state: 'hidden' });
      const at = await page.evaluate(() => {
        const { context, timeline } = window.seaworthyReport;
        context.view.show({ from: 10e9, to: 10.4e9 });
        const { model } = context;
        const number = model.start.findIndex((time) => time > 10.1e9);
        const row = context.rows.findIndex((each) => each.operations.includes(number));
        const { top, rowHeight } = timeline.lanes.rows;
        const x = 92 + ((model.start[number]! + 5e5 - 10e9) / 0.4e9) * timeline.plotWidth;
        const box = timeline.canvas.getBoundingClientRect();
        return { x: box.left + x, y: box.top + top + (row + 0.5) * rowHeight };
      });
      await page.mouse.move(at.x, at.y);
      await page.locator('.tooltip:not(.pinned)').waitFor();
      await page.mouse.click(at.x, at.y);
      await pinned.waitFor();
      await page.mouse.move(5, 5);
      expect(await pinned.isVisible()).toBe(true);
      expect(trouble).toEqual([]);
    });

    it('filters by outcome, function, key, process and value', async () => {
      const input = synthesize({ seconds: 75, operations: 8000, processes: 10 });
      await open(input);
      const foundText = (): Promise<string | null> => page.locator('.found').textContent();
      await page.getByRole('button', { name: 'info', exact: true }).click();
      expect(await foundText()).toMatch(new RegExp(`^${input.results.operations.info} of `));
      await page.getByRole('button', { name: 'put', exact: true }).click();
      expect(await foundText()).toMatch(
        new RegExp(`^${input.results.operations.byFunction['put']!.info} of `),
      );
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await foundText()).not.toContain(' of ');
      await page.getByLabel('Key', { exact: true }).selectOption('k2');
      await page.getByLabel('Process', { exact: true }).selectOption('3');
      const expected = input.history.filter(
        (event) => event.process === 3 && event.type === 'invoke' && event.key === 'k2',
      ).length;
      expect(await foundText()).toMatch(new RegExp(`^${expected} of `));
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.locator('.search').fill('777');
      await page.waitForFunction(() => document.querySelector('.found')!.textContent.includes(' of '));
      const mentions = await page.evaluate(() => window.seaworthyReport.context.selection.matches);
      expect(mentions).toBeGreaterThan(0);
      expect(mentions).toBeLessThan(100);
      expect(trouble).toEqual([]);
    });

    it('takes hostile values for text', async () => {
      await open(hostileRun());
      expect(await page.evaluate(() => window.pwned)).toBeUndefined();
      expect(await page.locator('img, iframe, object, embed, base').count()).toBe(0);
      expect(await page.locator('script:not([type])').count()).toBe(2);
      expect(await page.locator('h1').textContent()).toContain('</script><img');
      for (const href of await page
        .locator('a')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
        expect(href).toMatch(/^\.\//);
      }
      await page.locator('.timeline-picture').focus();
      await page.keyboard.press('n');
      await page.locator('.tooltip.pinned').waitFor();
      expect(await page.locator('.tooltip.pinned').textContent()).toContain('<img');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.evaluate(() => window.pwned)).toBeUndefined();
      expect(trouble).toEqual([]);
    });

    it('shows a run in which nothing happened', async () => {
      const input = synthesize({ seconds: 1, operations: 10, processes: 1, faults: false });
      const { results } = input;
      await open({
        ...input,
        history: [],
        results: {
          ...results,
          verdict: 'unknown',
          reasons: [],
          reigns: [],
          clocks: [],
          operations: { ok: 0, fail: 0, info: 0, byFunction: {} },
        },
      });
      expect(await page.locator('.badge').textContent()).toBe('Unknown');
      expect(trouble).toEqual([]);
    });

    it('stays smooth with a hundred thousand operations', async () => {
      await open(synthesize({ seconds: 600, operations: 104_000, processes: 20 }));
      const median = await page.evaluate(() => {
        const { context, timeline } = window.seaworthyReport;
        const { duration } = context.model;
        const times = Array.from({ length: 30 }, (_, i) => {
          context.view.from = (duration / 2) * (i / 30);
          context.view.to = context.view.from + duration / 2;
          return timeline.drawNow();
        });
        return times.sort((a, b) => a - b)[15]!;
      });
      // Measured at 2 ms; the bound only has to tell drawing what is visible from drawing everything.
      expect(median).toBeLessThan(50);
      expect(trouble).toEqual([]);
    });
  },
  60_000,
);

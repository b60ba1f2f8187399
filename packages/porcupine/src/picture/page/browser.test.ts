import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../check.ts';
import { kv } from '../../models/kv.ts';
import { renderPicture } from '../render.ts';
import { attack, read, sample, staleRead, write } from '../sample.test.support.ts';
import type { CellOperation } from '../sample.test.support.ts';
import type { Context } from './context.ts';
import type { Timeline } from './timeline.ts';

declare global {
  interface Window {
    porcupinePicture: { readonly context: Context; readonly timeline: Timeline };
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
    const folder = mkdtempSync(join(tmpdir(), 'porcupine-picture-'));
    let browser: BrowserContext;
    let page: Page;
    /** Errors, warnings and requests; a good page has none. */
    let trouble: string[] = [];

    beforeAll(async () => {
      browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
        executablePath,
        headless: true,
        viewport: { width: 1300, height: 900 },
        reducedMotion: 'reduce',
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

    const open = async (html: string): Promise<void> => {
      const file = join(folder, 'index.html');
      writeFileSync(file, html);
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(() => window.porcupinePicture.timeline.plotWidth > 100);
    };
    const openSample = async (
      shape: Parameters<typeof sample>[0],
      options: Partial<Parameters<typeof renderPicture>[2]> = {},
      seed = 1,
    ): Promise<readonly CellOperation[]> => {
      const { operations, result } = sample(shape, seed);
      await open(renderPicture(operations, result, { model: kv, ...options } as never));
      return operations;
    };
    const view = (): Promise<{ from: number; to: number; whole: boolean }> =>
      page.evaluate(() => {
        const { from, to, isWhole } = window.porcupinePicture.context.view;
        return { from, to, whole: isWhole };
      });
    const painted = (): Promise<number> =>
      page.evaluate(() => {
        window.porcupinePicture.timeline.drawNow();
        const canvas = document.querySelector<HTMLCanvasElement>('.timeline-picture')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return data.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
      });
    const foundText = (): Promise<string | null> => page.locator('.found').textContent();

    it('shows a valid history whole, with no error and no request', async () => {
      await openSample({});
      expect(await page.locator('.badge').textContent()).toBe('Valid');
      expect(await view()).toMatchObject({ whole: true });
      expect(await painted()).toBeGreaterThan(50_000);
      expect(await page.locator('#violations').count()).toBe(0);
      expect(trouble).toEqual([]);
    });

    it('opens an invalid history of many keys at its first violation, on the key where it is', async () => {
      await openSample({ operations: 4_000, keys: 20, functions: ['read', 'write'], lies: 0.001 });
      expect(await page.locator('.badge').textContent()).toBe('Invalid');
      const seen = await page.evaluate(() => {
        const { context } = window.porcupinePicture;
        const { model, view: shown, filter } = context;
        const [first] = model.violations;
        const { operations } = model.data.partitions[first!]!.violation!;
        return {
          isolated: filter.partition === first && filter.alone,
          inView: operations.every((number) => {
            const spot = context.spotOf(number)!;
            return spot.from >= shown.from && spot.to <= shown.to;
          }),
          earliest: model.violations.every(
            (other) =>
              model.return[model.data.partitions[other]!.violation!.culprit]! >=
              model.return[model.data.partitions[first!]!.violation!.culprit]!,
          ),
        };
      });
      expect(seen).toEqual({ isolated: true, inView: true, earliest: true });
      expect((await view()).whole).toBe(false);
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await foundText()).toBe('4,000 operations');
      expect(trouble).toEqual([]);
    });

    it('tells what cannot be ordered, and leads from there into the picture', async () => {
      await open(renderPicture(staleRead, check(staleRead, kv), { model: kv }));
      expect(await page.locator('#violations .sentence').textContent()).toMatch(
        /^process 1's read .* returned 1/,
      );
      expect(await page.locator('.interval-picture .operation').count()).toBe(3);
      await page.locator('.operations button').nth(2).click();
      const pinned = page.locator('.tooltip.pinned');
      expect(await pinned.locator('strong').textContent()).toBe('read -> 1');
      const facts = await pinned.locator('dl').textContent();
      expect(facts).toContain('cannot follow2, the state after the longest beginning that works');
      expect(facts).toMatch(/state before1state afterthe same/);
      expect(trouble).toEqual([]);
    });

    it('zooms and pans with wheel, drag and keys, and shows everything again', async () => {
      await openSample({ operations: 2_000 });
      const picture = page.locator('.timeline-picture');
      const { y } = (await picture.boundingBox())!;
      await page.mouse.move(600, y + 100);
      const whole = await view();
      await page.mouse.wheel(0, -400);
      await page.waitForFunction(() => !window.porcupinePicture.context.view.isWhole);
      const wheeled = await view();
      expect(wheeled.to - wheeled.from).toBeLessThan((whole.to - whole.from) * 0.7);
      await page.mouse.down();
      await page.mouse.move(700, y + 100);
      await page.mouse.up();
      const dragged = await view();
      expect(dragged.from).toBeLessThan(wheeled.from);
      expect(dragged.to - dragged.from).toBeCloseTo(wheeled.to - wheeled.from, 3);
      await picture.focus();
      await page.keyboard.press('+');
      const closer = await view();
      expect(closer.to - closer.from).toBeCloseTo((dragged.to - dragged.from) / 2, 3);
      await page.keyboard.press('ArrowRight');
      expect((await view()).from).toBeGreaterThan(closer.from);
      await page.keyboard.press('Home');
      expect(await view()).toMatchObject({ whole: true });
      expect(trouble).toEqual([]);
    });

    it('is walked with the keyboard, by call, by order and by process', async () => {
      await openSample({ operations: 300 });
      await page.locator('.timeline-picture').focus();
      const numberAfter = async (key: string): Promise<number> => {
        await page.keyboard.press(key);
        return page.evaluate(() => {
          const target = window.porcupinePicture.timeline.pinned;
          return target?.kind === 'operation' ? target.number : -1;
        });
      };
      expect(await numberAfter('n')).toBe(0);
      expect(await numberAfter('n')).toBe(1);
      expect(await numberAfter('p')).toBe(0);
      const order = await page.evaluate(
        () => window.porcupinePicture.context.model.data.partitions[0]!.orders[0]!.operations,
      );
      expect(await numberAfter(']')).toBe(order[order.indexOf(0) + 1]);
      const before = await page.evaluate(() => {
        const { context, timeline } = window.porcupinePicture;
        timeline.pinOperation(0);
        return context.spotOf(0)!.row;
      });
      const moved = await numberAfter(before === 0 ? 'ArrowDown' : 'ArrowUp');
      const after = await page.evaluate(
        (number) => window.porcupinePicture.context.spotOf(number)!.row,
        moved,
      );
      expect(Math.abs(after - before)).toBe(1);
      expect(await page.locator('.timeline [aria-live]').textContent()).toMatch(/outcome .*process .*place /);
      await page.keyboard.press('Escape');
      await page.locator('.tooltip').waitFor({ state: 'hidden' });
      await page.keyboard.press('/');
      expect(await page.evaluate(() => document.activeElement?.className)).toBe('search');
      expect(trouble).toEqual([]);
    });

    it('tells the states under the pointer, and keeps what is clicked', async () => {
      await open(renderPicture(staleRead, check(staleRead, kv), { model: kv }));
      const at = await page.evaluate(() => {
        const { context, timeline } = window.porcupinePicture;
        const number = context.model.data.operations.id.indexOf(2);
        const { row, from } = context.spotOf(number)!;
        const box = timeline.canvas.getBoundingClientRect();
        const { top, rowHeight } = timeline.layout;
        const x = 84 + ((from - context.view.from) / context.view.span) * timeline.plotWidth;
        return { x: box.left + x + 4, y: box.top + top + (row + 0.5) * rowHeight };
      });
      await page.mouse.move(at.x, at.y);
      const tooltip = page.locator('.tooltip');
      await tooltip.waitFor();
      expect(await tooltip.locator('dl').textContent()).toMatch(/place2 of 3.*state before1state after2/);
      await page.mouse.click(at.x, at.y);
      await page.locator('.tooltip.pinned').waitFor();
      await page.mouse.move(5, 5);
      expect(await tooltip.isVisible()).toBe(true);
      expect(trouble).toEqual([]);
    });

    it('dims other keys and draws the order of the one that is pointed at', async () => {
      await openSample({ operations: 400, keys: 8 });
      const ink = await page.evaluate(() => {
        const { timeline } = window.porcupinePicture;
        const painted = (): number => {
          timeline.drawNow();
          const overlay = document.querySelector<HTMLCanvasElement>('.timeline-overlay')!;
          // Read from a copy: a canvas that is read from again and again is warned about.
          const copy = new OffscreenCanvas(overlay.width, overlay.height).getContext('2d')!;
          copy.drawImage(overlay, 0, 0);
          const { data } = copy.getImageData(0, 0, overlay.width, overlay.height);
          return data.reduce((sum, byte) => sum + (byte === 0 ? 0 : 1), 0);
        };
        const before = painted();
        timeline.pinOperation(3);
        const pinned = painted();
        timeline.unpin();
        return { before, pinned, after: painted() };
      });
      expect(ink.before).toBe(0);
      expect(ink.pinned).toBeGreaterThan(100_000);
      expect(ink.after).toBe(0);
      expect(trouble).toEqual([]);
    });

    it('filters by outcome, type, key, process and words, and can show what is left alone', async () => {
      const operations = await openSample({ operations: 3_000, keys: 5 });
      const count = (admits: (operation: CellOperation) => boolean): string =>
        `${operations.filter(admits).length.toLocaleString('en-US')} of 3,000 operations`;
      const isOpen = ({ return: end }: CellOperation): boolean => end === Infinity;
      await page.getByRole('button', { name: 'info', exact: true }).click();
      expect(await foundText()).toBe(count(isOpen));
      await page.getByRole('button', { name: 'write', exact: true }).click();
      expect(await foundText()).toBe(count((each) => isOpen(each) && each.input.f === 'write'));
      await page.getByRole('button', { name: 'Clear' }).click();
      expect(await foundText()).toBe('3,000 operations');
      await page.getByLabel('Key', { exact: true }).selectOption({ label: 'k2' });
      await page.getByLabel('Process', { exact: true }).selectOption('3');
      const both = (each: CellOperation): boolean => each.process === 3 && each.input.key === 'k2';
      expect(await foundText()).toBe(count(both));
      await page.getByRole('button', { name: 'only these' }).click();
      expect(
        await page.evaluate(() => window.porcupinePicture.context.rows.map(({ process }) => process)),
      ).toEqual([3]);
      const end = await page.evaluate(() => window.porcupinePicture.context.axis.end);
      expect(end).toBeLessThan(2.1 * operations.filter(both).length);
      await page.getByRole('button', { name: 'Clear' }).click();
      await page.locator('.search').fill('777');
      await page.waitForFunction(() => document.querySelector('.found')!.textContent.includes(' of '));
      const matches = await page.evaluate(() => window.porcupinePicture.context.selection.matches);
      expect(matches).toBeGreaterThan(0);
      expect(matches).toBeLessThan(40);
      expect(trouble).toEqual([]);
    });

    it('shows annotations, also by time', async () => {
      await openSample(
        {},
        {
          time: (point) => point * point,
          annotations: [
            { label: 'partition', kind: 'fault', fromMs: 100, toMs: 900 },
            { label: 'kill n2', kind: 'fault', from: 20, to: 40 },
            { label: 'n1, term 1', kind: 'leader', from: 0, to: Infinity },
            { label: 'at once', kind: 'note', from: 30 },
            { label: 'too', kind: 'note', from: 30 },
            { label: 'paused', kind: 'fault', process: 2, from: 10, to: 20 },
          ],
        },
      );
      const lanes = await page.evaluate(() =>
        window.porcupinePicture.context.lanes.map(({ label, rows }) => [label, rows.length]),
      );
      // What overlaps, and what falls on one point, lies in rows under one another.
      expect(lanes).toEqual([
        ['leader', 1],
        ['fault', 2],
        ['note', 2],
      ]);
      const box = (await page.locator('.timeline-picture').boundingBox())!;
      await page.mouse.move(box.x + 300, box.y + 40);
      expect(await page.locator('.tooltip strong').textContent()).toBe('n1, term 1');
      await page.getByRole('button', { name: 'time', exact: true }).click();
      expect(await page.evaluate(() => window.porcupinePicture.context.axis.scale)).toBe('time');
      const span = await page.evaluate(() =>
        window.porcupinePicture.context.annotations.find(({ data }) => data.label === 'partition'),
      );
      expect(span?.from).toBeCloseTo(100, 6);
      expect(span?.to).toBeCloseTo(900, 6);
      expect(trouble).toEqual([]);
    });

    it('takes hostile values for text', async () => {
      const hostile = [
        write(1, 1, attack, 1, 2),
        write(2, 1, `${attack}2`, 3, 4),
        read(3, 2, attack, 5, 6),
      ].map((operation) => ({ ...operation, input: { ...operation.input, key: attack } }));
      const other = hostile.map((operation) => ({
        ...operation,
        id: operation.id + 10,
        input: { ...operation.input, key: `${attack}!` },
      }));
      const both = [...hostile, ...other];
      const result = check(both, kv, { stopOnInvalid: false });
      await open(
        renderPicture(both, result, {
          model: kv,
          title: attack,
          annotations: [
            { label: attack, kind: attack, detail: attack, lane: attack, from: 1, to: 4 },
            { label: attack, kind: 'leader', from: 1, to: 4 },
          ],
        }),
      );
      expect(await page.locator('h1').textContent()).toContain('</script><img');
      expect(await page.locator('.sentence').first().textContent()).toContain('<img');
      await page.locator('.others summary').first().click();
      await page.locator('.further summary').first().click();
      await page.locator('.timeline-picture').focus();
      await page.keyboard.press('n');
      expect(await page.locator('.tooltip.pinned').textContent()).toContain('<img');
      const box = (await page.locator('.timeline-picture').boundingBox())!;
      await page.keyboard.press('Escape');
      await page.mouse.move(box.x + 300, box.y + 40);
      expect(await page.locator('.tooltip').textContent()).toContain('<img');
      expect(await page.locator('img, iframe, object, embed, base').count()).toBe(0);
      expect(await page.locator('script:not([type])').count()).toBe(1);
      expect(await page.evaluate(() => window.pwned)).toBeUndefined();
      expect(trouble).toEqual([]);
    });

    it('shows a history in which nothing happened', async () => {
      await open(renderPicture([], check([], kv), { model: kv }));
      expect(await page.locator('.badge').textContent()).toBe('Valid');
      expect(await foundText()).toBe('0 operations');
      await page.locator('.timeline-picture').focus();
      for (const key of ['n', 'p', ']', 'ArrowUp', 'v', '+', '-', 'Home']) await page.keyboard.press(key);
      expect(trouble).toEqual([]);
    });

    it('draws only what is in view of a hundred thousand operations', async () => {
      await openSample({
        operations: 100_000,
        keys: 100,
        processes: 20,
        functions: ['read', 'write'],
        crashes: 0.001,
      });
      const [whole, half, close] = await page.evaluate(() => {
        const { context, timeline } = window.porcupinePicture;
        const median = (share: number): number => {
          const length = context.axis.end * share;
          const times = Array.from({ length: 20 }, (_, i) => {
            context.view.from = ((context.axis.end - length) * i) / 20;
            context.view.to = context.view.from + length;
            return timeline.drawNow();
          });
          return times.sort((a, b) => a - b)[10]!;
        };
        return [median(1), median(0.5), median(0.001)];
      });
      // Measured at 5, 5 and 1 ms; the bounds only have to tell drawing what is visible from drawing everything.
      expect(whole).toBeLessThan(100);
      expect(half).toBeLessThan(60);
      expect(close).toBeLessThan(40);
      expect(trouble).toEqual([]);
    });

    it('scrolls a thousand processes', async () => {
      await openSample({ operations: 3_000, processes: 1_000, functions: ['read', 'write'] });
      await page.locator('.timeline-picture').focus();
      const last = await page.evaluate(() => {
        const { context, timeline } = window.porcupinePicture;
        const row = context.rows.at(-1)!;
        timeline.pinOperation(row.operations[0]!);
        return {
          label: row.label,
          rows: context.rows.length,
          scrolled: document.querySelector('.scroller')!.scrollTop,
        };
      });
      expect(last.rows).toBe(1_000);
      expect(last.scrolled).toBeGreaterThan(10_000);
      expect(await page.locator('.tooltip.pinned dl').textContent()).toContain(`process${last.label}`);
      expect(trouble).toEqual([]);
    });
  },
  60_000,
);

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../check.ts';
import { kv } from '../models/kv.ts';
import { escapeHtml, escapeJson } from './html.ts';
import { renderPicture } from './render.ts';
import { attack, read, sample, staleRead, write } from './sample.test.support.ts';

describe('renderPicture', () => {
  const { operations, result } = sample();
  const html = renderPicture(operations, result, { model: kv, title: 'a run' });

  it('gives one page that refers to nothing outside itself', () => {
    const markup = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '');
    expect(markup).toContain(`default-src 'none'`);
    expect(markup).not.toMatch(/\s(src|srcset|action)=/);
    expect([...markup.matchAll(/href="([^"]*)"/g)].map(([, href]) => href?.slice(0, 19))).toEqual([
      'data:image/svg+xml,',
    ]);
  });

  it('allows its own script and style, and no others', () => {
    const hashes = [...html.matchAll(/<(?:script|style)>([\s\S]*?)<\/(?:script|style)>/g)].map(
      ([, code]) => `'sha256-${createHash('sha256').update(code!).digest('base64')}'`,
    );
    expect(hashes).toHaveLength(2);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!;
    for (const hash of hashes) expect(policy).toContain(hash);
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });

  it('says the verdict without scripts, too', () => {
    expect(html).toContain('<title>Valid: a run</title>');
    const invalid = renderPicture(staleRead, check(staleRead, kv), { model: kv });
    const noscript = /<noscript>(.*)<\/noscript>/.exec(invalid)?.[1];
    expect(noscript).toContain('Invalid: kv');
    expect(noscript).toContain('returned 1, but process 2&#39;s write of 2');
  });

  it('holds data and two pieces of code, whatever the values are', () => {
    const hostile = [write(1, 1, attack, 1, 2), read(2, 2, `${attack}!`, 3, 4)];
    const page = renderPicture(hostile, check(hostile, kv), {
      model: { ...kv, name: attack },
      title: attack,
      annotations: [{ label: attack, kind: attack, detail: attack, lane: attack, from: 1, to: 2 }],
    });
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page.match(/<style/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<!--');
  });
});

describe('escaping', () => {
  it('of JSON leaves nothing that HTML or JavaScript could take for its own, and still means the same', () => {
    const hostile = fc.array(
      fc.constantFrom('<', '>', '&', '</script', '<!--', ']]>', '\u2028', '\u2029', '"', '\\', 'a'),
    );
    fc.assert(
      fc.property(fc.oneof(hostile, fc.jsonValue()), (value) => {
        const text = escapeJson(value);
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('of HTML leaves nothing that begins a tag, an entity or ends an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;');
  });
});

describe('the bundled page', () => {
  it('is fresh: made from the sources beside it', async () => {
    const script = fileURLToPath(new URL('../../build-picture.mjs', import.meta.url));
    await expect(promisify(execFile)(process.execPath, [script, '--check'])).resolves.toBeDefined();
  });
});

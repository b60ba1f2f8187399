import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertInline, contentSecurityPolicy, escapeHtml, escapeJson } from './html.ts';

describe('escapeJson', () => {
  it('leaves nothing that HTML or JavaScript could take for its own, and still means the same', () => {
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
});

describe('escapeHtml', () => {
  it('leaves nothing that begins a tag, an entity or ends an attribute', () => {
    expect(escapeHtml(`<a href="x" title='y'>&`)).toBe('&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;');
  });
});

describe('assertInline', () => {
  it('refuses code that would end its own element', () => {
    expect(() => assertInline('let a = "</SCRIPT>"', 'script')).toThrow('</script');
    expect(assertInline('a < b', 'script')).toBe('a < b');
  });
});

describe('contentSecurityPolicy', () => {
  it('allows exactly the given scripts and no network', () => {
    const policy = contentSecurityPolicy(['alert(1)'], ['a{}']);
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`script-src 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='`);
    expect(policy).not.toContain('unsafe');
    expect(policy).not.toContain('http');
  });
});

import { describe, expect, it } from 'vitest';
import { parseEndpoint, parseEndpoints, socketUrl, statusUrl } from './endpoint.ts';

describe('an endpoint', () => {
  it.each([
    ['127.0.0.1:7400', 'http://127.0.0.1:7400'],
    [' http://Node-1.example:80/ ', 'http://node-1.example:80'],
    ['https://n1:443', 'https://n1:443'],
    ['[::1]:7400', 'http://[::1]:7400'],
    ['seaworthy_n1_1:7400', 'http://seaworthy_n1_1:7400'],
  ])('%s is %s', (text, endpoint) => {
    expect(parseEndpoint(text)).toBe(endpoint);
  });

  it.each([
    '',
    'n1',
    'n1:0',
    'n1:65536',
    'ftp://n1:1',
    'http://n1',
    'n1:1/path',
    'a b:1',
    'u@n1:1',
    '[::zz]:1',
    'n1:x',
  ])('is not %j', (text) => {
    expect(() => parseEndpoint(text)).toThrow(
      expect.objectContaining({
        code: 'invalid_argument',
        message: expect.stringContaining('host:port') as string,
      }) as Error,
    );
  });

  it('knows its doors', () => {
    expect(socketUrl('http://n1:1')).toBe('ws://n1:1/v1/native');
    expect(socketUrl('https://n1:1')).toBe('wss://n1:1/v1/native');
    expect(statusUrl('http://n1:1')).toBe('http://n1:1/v1/status');
  });
});

describe('a list of endpoints', () => {
  it('may be text or a list, and names each once', () => {
    expect(parseEndpoints('a:1, b:2,a:1,')).toEqual(['http://a:1', 'http://b:2']);
    expect(parseEndpoints(['a:1', 'http://A:1', 'b:2,c:3'])).toEqual([
      'http://a:1',
      'http://b:2',
      'http://c:3',
    ]);
  });

  it.each([[''], [[]], [' , '], [[5 as unknown as string]]])('is not %j', (endpoints) => {
    expect(() => parseEndpoints(endpoints)).toThrow(
      expect.objectContaining({ code: 'invalid_argument' }) as Error,
    );
  });
});

import { describe, expect, it } from 'vitest';

import { formatAddress, parseAddress } from './address.ts';

describe('parseAddress', () => {
  it.each([
    ['localhost:7001', { host: 'localhost', port: 7001 }],
    ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
    ['[::1]:65535', { host: '::1', port: 65535 }],
    ['node-1.my_net:80', { host: 'node-1.my_net', port: 80 }],
  ])('reads %s', (address, expected) => {
    expect(parseAddress(address)).toEqual(expected);
    expect(formatAddress(expected)).toBe(address);
  });

  it.each([
    '',
    'host',
    ':1',
    'host:',
    'host:0',
    'host:65536',
    '::1:80',
    '[host]:80',
    'a b:1',
    'a/b:1',
    'u@h:1',
    'http://h:1',
  ])('refuses %j and says what was expected', (address) => {
    expect(() => parseAddress(address)).toThrow('expected an address like host:7001 or [::1]:7001');
  });
});

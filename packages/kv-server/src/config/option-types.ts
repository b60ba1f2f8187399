import { isNodeId, type NodeId } from '@seaworthy/core';
import { z } from 'zod';

import { formatAddress, parseAddress, type Address } from './address.ts';

/*
 * Types of options. Each reads what a flag or the environment says, which is text, and what a file says, which may be
 * a number or a truth value; its error says what was expected.
 */

export type OptionType<Value> = z.ZodPipe<z.ZodUnknown, z.ZodTransform<Value, unknown>>;

function readAs<Value>(expected: string, read: (value: unknown) => Value | undefined): OptionType<Value> {
  return z.unknown().transform((input, context): Value => {
    const value = read(input);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });
}

export function wholeNumber(minimum: number, maximum: number): OptionType<number> {
  return readAs(`a whole number from ${minimum} to ${maximum}`, (input) => {
    const value = typeof input === 'string' && /^\d{1,15}$/.test(input) ? Number(input) : input;
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
    return value >= minimum && value <= maximum ? value : undefined;
  });
}

export function truth(): OptionType<boolean> {
  return readAs('true or false', (input) => {
    if (input === true || input === 'true') return true;
    return input === false || input === 'false' ? false : undefined;
  });
}

export function oneOf<const Name extends string>(...names: readonly Name[]): OptionType<Name> {
  return readAs(`one of ${names.join(', ')}`, (input) => names.find((name) => name === input));
}

export function textLike(pattern: RegExp, expected: string): OptionType<string> {
  return readAs(expected, (input) => (typeof input === 'string' && pattern.test(input) ? input : undefined));
}

export function path(): OptionType<string> {
  return textLike(/^[^\0]+$/, 'a path');
}

export function nodeIdentifier(): OptionType<NodeId> {
  return readAs<NodeId>(
    '1 to 63 letters, digits, dots, underscores and hyphens, a letter or digit first',
    (input) => (typeof input === 'string' && isNodeId(input) ? input : undefined),
  );
}

export function address(): OptionType<Address> {
  return readAs<Address>('host:port, such as 127.0.0.1:7400 or [::1]:7400', (input) =>
    typeof input === 'string' ? parseAddress(input) : undefined,
  );
}

export function webUrl(): OptionType<string> {
  return readAs('a URL such as http://host:7400', (input) => {
    if (typeof input !== 'string' || !URL.canParse(input)) return undefined;
    const { protocol, origin } = new URL(input);
    return protocol === 'http:' || protocol === 'https:' ? origin : undefined;
  });
}

/** The members of a cluster and where their peers reach them. */
export type Members = ReadonlyMap<NodeId, Address>;

export function members(): OptionType<Members> {
  return readAs<Members>('ID=host:port,… with every id and address once', (input) => {
    if (typeof input !== 'string') return undefined;
    const found = new Map<NodeId, Address>();
    const addresses = new Set<string>();
    for (const part of input.split(',')) {
      const cut = part.indexOf('=');
      const id = part.slice(0, cut).trim();
      const where = parseAddress(part.slice(cut + 1).trim());
      if (cut < 0 || !isNodeId(id) || found.has(id) || where === undefined) return undefined;
      found.set(id, where);
      addresses.add(formatAddress(where));
    }
    return addresses.size === found.size ? found : undefined;
  });
}

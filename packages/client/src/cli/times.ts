import { InvalidArgumentError } from 'commander';

/** A time above 0, in milliseconds. */
export function parseTime(text: string): number {
  const ms = millisecondsOf(text);
  if (!(ms > 0 && ms < 2 ** 31)) throw new InvalidArgumentError('Expected a time such as 500ms or 5s.');
  return ms;
}

/** A time from 0, in seconds. */
export function parseSeconds(text: string): number {
  const ms = millisecondsOf(text);
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Expected a time such as 500ms or 5s.');
  return ms / 1000;
}

function millisecondsOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s)?$/.exec(text);
  return Number(match?.[1]) * (match?.[2] === 's' ? 1000 : 1);
}

import { parseArgs } from 'node:util';

const QUICK = {
  rounds: 3,
  seconds: 1,
  heatSeconds: 6,
  warmupSeconds: 0.5,
  keys: 100_000,
  kills: 2,
  snapshotSeconds: 10,
};
const FULL = {
  rounds: 5,
  seconds: 1.5,
  heatSeconds: 12,
  warmupSeconds: 2,
  keys: 1_000_000,
  kills: 5,
  snapshotSeconds: 90,
};

/** The options of the benchmark from the command line. Throws a `RangeError` or `TypeError` that says what is wrong. */
export function readFlags() {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      heat: { type: 'string' },
      dir: { type: 'string' },
      picture: { type: 'string', default: 'store/bench.svg' },
      json: { type: 'string', default: 'store/bench.json' },
    },
  });
  const defaults = values.quick ? QUICK : FULL;
  const rounds = positive('--rounds', values.rounds ?? defaults.rounds);
  if (!Number.isInteger(rounds))
    throw new RangeError(`--rounds: expected a whole number, got ${values.rounds}`);
  return {
    ...defaults,
    ...values,
    rounds,
    seconds: positive('--seconds', values.seconds ?? defaults.seconds),
    heatSeconds: positive('--heat', values.heat ?? defaults.heatSeconds),
  };
}

function positive(flag, text) {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new RangeError(`${flag}: expected a number above 0, got ${text}`);
  return value;
}

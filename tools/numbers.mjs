export const MIB = 1 << 20;

export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

export function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/** To three digits or so, as a number. */
export function round(value) {
  return value === undefined ? undefined : Number(value.toPrecision(3));
}

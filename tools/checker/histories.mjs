// Histories of registers that work, as clients of a store would record them, with one stale read put in if asked for.

/** A small seeded generator (mulberry32) of numbers from 0 up to, not including, 1. */
export function generator(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * So many clients write values that were not written before, or read, half and half, one operation after another. Each
 * takes effect at a random point while it is open. The given part of the writes is never answered: it takes effect
 * late, or not at all, and its client goes on under another name. Values are unique within a key.
 *
 * @param keys 0 for one register without a key.
 * @param stale whether a read in the middle finds a value that had been overwritten before it began.
 */
export function registerHistory({ clients, operations: count, pending, keys = 0, stale = false, seed = 1 }) {
  const random = generator(seed);
  const store = new Store(Math.max(keys, 1));
  const nameOf = (key) => (keys === 0 ? null : `k${key}`);
  const operations = [];
  const open = [];
  let time = 0;
  let processes = clients;
  const idle = Array.from({ length: clients }, (_, process) => process);
  while (operations.length < count || open.length > 0) {
    if (operations.length < count && idle.length > 0 && (open.length === 0 || random() < 0.5)) {
      const key = Math.floor(random() * Math.max(keys, 1));
      const id = operations.length;
      const input =
        random() < 0.5
          ? { f: 'write', key: nameOf(key), value: store.fresh(key) }
          : { f: 'read', key: nameOf(key) };
      const operation = { id, process: idle.pop(), input, output: undefined, call: time++, return: Infinity };
      operations.push(operation);
      open.push({ operation, key, applied: false });
      continue;
    }
    const at = Math.floor(random() * open.length);
    const { operation, key, applied } = open[at];
    if (!applied) {
      open[at].applied = true;
      if (operation.input.f === 'read' || random() >= pending) {
        operation.output = store.apply(operation.input, key);
        continue;
      }
      store.lose(operation.input, key, random);
      idle.push(processes++);
    } else {
      operation.return = time++;
      idle.push(operation.process);
    }
    open[at] = open.at(-1);
    open.pop();
  }
  if (stale) spoil(operations);
  return operations;
}

/** The registers, and the writes on their way to them of which nobody will hear. */
class Store {
  constructor(keys) {
    this.values = Array(keys).fill(null);
    this.written = new Int32Array(keys);
    this.late = new Map();
  }

  fresh(key) {
    return ++this.written[key];
  }

  apply(input, key) {
    const late = this.late.get(key);
    if (late !== undefined && late.after-- === 0) {
      this.values[key] = late.value;
      this.late.delete(key);
    }
    if (input.f === 'read') return this.values[key];
    this.values[key] = input.value;
    return null;
  }

  /** A third takes effect at once, a third after some other operations, a third never. */
  lose(input, key, random) {
    const fate = random();
    if (fate < 1 / 3) this.apply(input, key);
    else if (fate < 2 / 3) this.late.set(key, { value: input.value, after: Math.floor(random() * 50) });
  }
}

/** Gives a read in the middle a value that had been overwritten, and that seen, before it began. */
function spoil(operations) {
  for (let at = operations.length >> 1; at < operations.length; at++) {
    const read = operations[at];
    if (read.input.f !== 'read' || read.return === Infinity) continue;
    const before = operations
      .slice(Math.max(0, at - 20_000), at)
      .filter(({ input, return: end }) => input.key === read.input.key && end < read.call);
    const seen = before.findLast(({ input, output }) => input.f === 'read' && output !== null);
    const write = before.findLast(
      ({ input, return: end }) =>
        input.f === 'write' && seen !== undefined && end < seen.call && input.value !== seen.output,
    );
    const newer =
      write &&
      before.find(
        ({ input, call }) => input.f === 'write' && input.value === seen.output && call > write.return,
      );
    if (newer === undefined) continue;
    read.output = write.input.value;
    return;
  }
  throw new Error('expected a read that can be made stale');
}

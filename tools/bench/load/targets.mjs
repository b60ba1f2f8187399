import { seaworthyTarget } from '@seaworthy/client/bench';

import { etcdTarget } from '../etcd/target.mjs';
import { floorTarget } from '../floor/target.mjs';

/** Long enough for the longest stall that a shape provokes, so that it is measured instead of counted as an error. */
const TIMEOUT_MS = 30_000;

/** What to put under load, from its description. */
export function makeTarget({ system, ...where }) {
  switch (system) {
    case 'floor':
      return floorTarget(where);
    case 'seaworthy':
      return seaworthyTarget({ ...where, timeoutMs: TIMEOUT_MS });
    case 'etcd':
      return etcdTarget(where);
    default:
      throw new RangeError(`expected floor, seaworthy or etcd, got ${system}`);
  }
}

/** A target whose connections are opened once and used again by one load after the other. */
export class KeptOpen {
  #target;
  #idle = [];

  constructor(target) {
    this.#target = target;
  }

  async open(signal) {
    const connection = this.#idle.pop() ?? (await this.#target.open(signal));
    return {
      start: (operation, done) => connection.start(operation, done),
      close: async () => void this.#idle.push(connection),
    };
  }

  async close() {
    await Promise.all(this.#idle.map((connection) => connection.close()));
  }
}

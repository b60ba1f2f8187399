import fs from 'node:fs';

import { MIB } from '../../numbers.mjs';

/** Written over and over: a log of this size is never full while nobody reads it. */
const FILE_BYTES = 64 * MIB;

/** A preallocated file with one write in flight, which syncs itself; what comes meanwhile gathers for the next. */
export class Journal {
  #fd;
  #at = 0;
  #gathered = [];
  #gatheredBytes = 0;
  #through = 0;
  #busy = false;
  #onDurable;

  /** @param onDurable called with the last sequence number of what became durable. */
  constructor(path, onDurable) {
    const blank = fs.openSync(path, 'wx+');
    const zeros = Buffer.alloc(MIB);
    for (let at = 0; at < FILE_BYTES; at += MIB) fs.writeSync(blank, zeros, 0, MIB, at);
    fs.fsyncSync(blank);
    fs.closeSync(blank);
    this.#fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_DSYNC);
    this.#onDurable = onDurable;
  }

  append(bytes, sequence) {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    this.#through = sequence;
    if (!this.#busy) this.#write();
  }

  #write() {
    this.#busy = true;
    const through = this.#through;
    const pieces = this.#gathered;
    const at = this.#at + this.#gatheredBytes > FILE_BYTES ? 0 : this.#at;
    this.#at = at + this.#gatheredBytes;
    this.#gathered = [];
    this.#gatheredBytes = 0;
    fs.writev(this.#fd, pieces, at, (error) => {
      if (error) throw error;
      this.#busy = false;
      if (this.#gathered.length > 0) this.#write();
      this.#onDurable(through);
    });
  }
}

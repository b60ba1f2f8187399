/** Bytes that belong together: an HTTP head, one WebSocket frame, or a chunk of a protocol that is not known. */
export type Gate = () => boolean;

const MAX_HEAD_BYTES = 32 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/**
 * Cuts one direction of a connection into units, so that a unit is passed on whole or not at all. It understands an
 * HTTP head followed by WebSocket frames (RFC 6455, 5.2); what else it meets it takes chunk by chunk.
 */
export class UnitScanner {
  readonly #gate: Gate;
  #phase: 'head' | 'frames' | 'opaque' = 'head';
  /** The head so far, or the header of a frame so far. */
  #begun: Buffer = Buffer.alloc(0);
  #bodyLeft = 0;
  #passing = true;
  #passed = 0;
  #dropped = 0;

  /** `gate` is asked at the beginning of each unit whether it may pass. */
  constructor(gate: Gate) {
    this.#gate = gate;
  }

  /** How many units have begun to pass. */
  get passed(): number {
    return this.#passed;
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The parts of `chunk` that pass, together with what was held back before. */
  push(chunk: Buffer): Buffer[] {
    const out: Buffer[] = [];
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#phase === 'opaque') {
        if (this.#begin()) out.push(rest);
        break;
      }
      rest = this.#phase === 'head' ? this.#head(rest, out) : this.#frame(rest, out);
    }
    return out;
  }

  #begin(): boolean {
    this.#passing = this.#gate();
    if (this.#passing) this.#passed += 1;
    else this.#dropped += 1;
    return this.#passing;
  }

  #head(chunk: Buffer, out: Buffer[]): Buffer {
    const all = this.#begun.length === 0 ? chunk : Buffer.concat([this.#begun, chunk]);
    const end = all.indexOf(END_OF_HEAD);
    if (end === -1 && looksLikeHttp(all) && all.length < MAX_HEAD_BYTES) {
      this.#begun = all;
      return chunk.subarray(chunk.length);
    }
    this.#begun = Buffer.alloc(0);
    if (end === -1) {
      this.#phase = 'opaque';
      return all;
    }
    const head = all.subarray(0, end + END_OF_HEAD.length);
    this.#phase = opensWebSocket(head.toString('latin1')) ? 'frames' : 'opaque';
    if (this.#begin()) out.push(head);
    return all.subarray(head.length);
  }

  #frame(chunk: Buffer, out: Buffer[]): Buffer {
    if (this.#bodyLeft > 0) {
      const part = chunk.subarray(0, this.#bodyLeft);
      this.#bodyLeft -= part.length;
      if (this.#passing) out.push(part);
      return chunk.subarray(part.length);
    }
    const all = this.#begun.length === 0 ? chunk : Buffer.concat([this.#begun, chunk]);
    const size = frameSize(all);
    if (size === undefined) {
      this.#begun = all;
      return chunk.subarray(chunk.length);
    }
    this.#begun = Buffer.alloc(0);
    this.#bodyLeft = size;
    this.#begin();
    return all;
  }
}

function looksLikeHttp(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 8);
  return /^[A-Z]{1,7}$/.test(start) || /^[A-Z]{3,7} /.test(start) || 'HTTP/1.1'.startsWith(start);
}

/** A request for a WebSocket, or the answer that grants one. */
function opensWebSocket(head: string): boolean {
  if (head.startsWith('HTTP/')) return /^HTTP\/1\.1 101 /.test(head);
  return /\r\nupgrade:\s*websocket\s*\r\n/i.test(head);
}

/** The length of the frame that `bytes` begin with, header and all; undefined while too little of it is there. */
function frameSize(bytes: Buffer): number | undefined {
  const second = bytes[1];
  if (second === undefined) return undefined;
  const short = second & 0x7f;
  const extension = short === 126 ? 2 : short === 127 ? 8 : 0;
  if (bytes.length < 2 + extension) return undefined;
  const length =
    extension === 0 ? short : extension === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const mask = second & 0x80 ? 4 : 0;
  return 2 + extension + mask + length;
}

import { dial, idsOf, RequestsFrame } from './wire.mjs';

/** The floor as a `LoadTarget` of `@seaworthy/client/bench`. It knows writes only. */
export function floorTarget({ port }) {
  return { open: async () => new FloorConnection(await dial(port)) };
}

class FloorConnection {
  #socket;
  #open = new Map();
  #frame = null;
  #nextId = 1;

  constructor(socket) {
    this.#socket = socket;
    socket.on('message', (frame) => this.#onReplies(frame));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const lost = [...this.#open.values()];
      this.#open.clear();
      for (const done of lost) done(new Error('the connection was closed'));
    });
  }

  start({ key, value }, done) {
    const id = this.#nextId++;
    this.#open.set(id, done);
    if (this.#frame === null) {
      this.#frame = new RequestsFrame();
      setImmediate(() => {
        this.#socket.send(this.#frame.bytes);
        this.#frame = null;
      });
    }
    this.#frame.add(id, key, value);
  }

  async close() {
    this.#socket.terminate();
  }

  #onReplies(frame) {
    for (const id of idsOf(frame)) {
      const done = this.#open.get(id);
      this.#open.delete(id);
      done(null);
    }
  }
}

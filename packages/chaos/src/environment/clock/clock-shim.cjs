'use strict';
// Sets the clocks of one Node.js process from outside. Preloaded with `node --require`; follows the file that
// SEAWORTHY_CLOCK_FILE names, which holds a setting as JSON:
//   { sequence, sinceMs, offsetMs, rate, clocks: 'wall' | 'wall-and-monotonic' }
// where sinceMs is the host's wall time when it was set. The program knows nothing of it. Covered: Date,
// performance.now, process.hrtime, process.uptime, timers, timers/promises and AbortSignal.timeout. Not covered: what
// the runtime measures for itself (socket timeouts, native Temporal, event loop histograms, file times).

const MAX_DELAY_MS = 2 ** 31 - 1;

/** Clocks and timers that differ from those of `host` as the last setting says. */
function createClocks(host) {
  let setting = { sequence: 0, sinceMs: 0, offsetMs: 0, rate: 1, clocks: 'wall' };
  // The monotonic clock is continuous but for jumps forward: it shows shown + (host - since) * rate.
  let mono = { shownMs: 0, sinceMs: 0, rate: 1, askedMs: 0 };
  const live = new Set();

  const wallNow = () => {
    const now = host.wallNow();
    return now + setting.offsetMs + (setting.rate - 1) * (now - setting.sinceMs);
  };
  const monotonicNow = () => mono.shownMs + (host.monotonicNow() - mono.sinceMs) * mono.rate;

  function apply(next) {
    if (next.sequence === setting.sequence) return;
    const both = next.clocks === 'wall-and-monotonic';
    const askedMs = both ? next.offsetMs : 0;
    // A monotonic clock never goes back: an offset that shrinks only stops being added to.
    const jumpMs = Math.max(0, askedMs - mono.askedMs);
    const shownMs = monotonicNow() + jumpMs;
    mono = { shownMs, sinceMs: host.monotonicNow(), rate: both ? next.rate : 1, askedMs };
    setting = next;
    for (const timer of live) timer.arm();
  }

  /** What setTimeout and setInterval answer, with the methods that Node.js gives it. */
  class Timer {
    constructor(run, delayMs, repeats) {
      const whole = Number(delayMs);
      this.delayMs = whole >= 1 && whole <= MAX_DELAY_MS ? Math.trunc(whole) : 1;
      this.run = run;
      this.repeats = repeats;
      this.referenced = true;
      this.inner = undefined;
      this.refresh();
    }

    arm() {
      if (this.inner !== undefined) host.clearTimeout(this.inner);
      const hostMs = Math.max(1, Math.ceil((this.dueMs - monotonicNow()) / mono.rate));
      this.inner = host.setTimeout(() => this.fire(), Math.min(hostMs, MAX_DELAY_MS));
      if (!this.referenced) this.inner.unref?.();
    }

    fire() {
      // Half a millisecond of grace: host timers may fire that much early.
      if (monotonicNow() < this.dueMs - 0.5) return this.arm();
      this.inner = undefined;
      if (!this.repeats) live.delete(this);
      this.firing = true;
      try {
        this.run();
      } finally {
        this.firing = false;
        if (this.repeats && live.has(this)) this.refresh();
      }
    }

    refresh() {
      this.dueMs = monotonicNow() + this.delayMs;
      live.add(this);
      this.arm();
      return this;
    }

    close() {
      if (this.inner !== undefined) host.clearTimeout(this.inner);
      this.inner = undefined;
      live.delete(this);
      return this;
    }

    ref() {
      this.referenced = true;
      this.inner?.ref?.();
      return this;
    }

    unref() {
      this.referenced = false;
      this.inner?.unref?.();
      return this;
    }

    hasRef() {
      return this.referenced;
    }

    [Symbol.toPrimitive]() {
      this.id ??= ids.register(this);
      return this.id;
    }

    [Symbol.dispose ?? Symbol.for('nodejs.dispose')]() {
      this.close();
    }
  }

  const ids = {
    next: 1,
    timers: new Map(),
    register(timer) {
      // Apart from the ids of timers that were made before the shim.
      const id = 2 ** 40 + this.next++;
      this.timers.set(id, new WeakRef(timer));
      return id;
    },
  };

  function start(run, delayMs, args, repeats) {
    if (typeof run !== 'function') {
      const error = new TypeError(`The "callback" argument must be of type function. Received ${typeof run}`);
      error.code = 'ERR_INVALID_ARG_TYPE';
      throw error;
    }
    return new Timer(args.length === 0 ? run : () => run(...args), delayMs, repeats);
  }

  function clear(timer) {
    const found =
      typeof timer === 'number' || typeof timer === 'string' ? ids.timers.get(Number(timer))?.deref() : timer;
    if (found instanceof Timer) {
      if (found.id !== undefined) ids.timers.delete(found.id);
      found.close();
    } else host.clearTimeout(timer);
  }

  return {
    wallNow,
    monotonicNow,
    apply,
    setTimeout: (run, delayMs, ...args) => start(run, delayMs, args, false),
    setInterval: (run, delayMs, ...args) => start(run, delayMs, args, true),
    clear,
  };
}

/** Puts the clocks in the place of the runtime's own. */
function install(clocks, monotonicOrigin) {
  const RealDate = globalThis.Date;
  function Date(...args) {
    if (new.target === undefined) return new RealDate(clocks.wallNow()).toString();
    const target = new.target === Date ? RealDate : new.target;
    return Reflect.construct(RealDate, args.length === 0 ? [clocks.wallNow()] : args, target);
  }
  Date.now = () => Math.floor(clocks.wallNow());
  Date.parse = RealDate.parse;
  Date.UTC = RealDate.UTC;
  Date.prototype = RealDate.prototype;
  Object.defineProperty(Date, 'length', { value: 7 });
  Object.defineProperty(RealDate.prototype, 'constructor', {
    value: Date,
    writable: true,
    configurable: true,
  });
  globalThis.Date = Date;

  const define = (object, name, value) =>
    Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true });
  // As far from the start of the process as the runtime's own clock was when the shim was loaded.
  define(globalThis.performance, 'now', () => clocks.monotonicNow() - monotonicOrigin);
  const nanoseconds = () => BigInt(Math.round(clocks.monotonicNow() * 1e6));
  const hrtime = (previous) => {
    const now = nanoseconds();
    const [seconds, rest] = [Number(now / 1_000_000_000n), Number(now % 1_000_000_000n)];
    if (previous === undefined) return [seconds, rest];
    const difference = rest - previous[1];
    return difference < 0
      ? [seconds - previous[0] - 1, difference + 1e9]
      : [seconds - previous[0], difference];
  };
  hrtime.bigint = nanoseconds;
  process.hrtime = hrtime;
  process.uptime = () => globalThis.performance.now() / 1000;

  const timers = require('node:timers');
  const { promisify } = require('node:util');
  const later = require('node:timers/promises');
  const setTimeout = (run, delayMs, ...args) => clocks.setTimeout(run, delayMs, ...args);
  const setInterval = (run, delayMs, ...args) => clocks.setInterval(run, delayMs, ...args);
  const delay = (delayMs, value, options) => sleep(clocks, delayMs, value, options);
  Object.defineProperty(setTimeout, promisify.custom, { value: delay });
  const patch = { setTimeout, setInterval, clearTimeout: clocks.clear, clearInterval: clocks.clear };
  Object.assign(globalThis, patch);
  Object.assign(timers, patch);
  later.setTimeout = delay;
  later.setInterval = (delayMs, value, options) => ticks(clocks, delayMs, value, options);
  if (later.scheduler !== undefined) {
    define(later.scheduler, 'wait', (delayMs, options) => delay(delayMs, undefined, options));
  }
  globalThis.AbortSignal.timeout = (delayMs) => {
    const controller = new globalThis.AbortController();
    const reason = () =>
      new globalThis.DOMException('The operation was aborted due to timeout', 'TimeoutError');
    clocks.setTimeout(() => controller.abort(reason()), delayMs).unref();
    return controller.signal;
  };
  require('node:module').syncBuiltinESMExports();
}

function sleep(clocks, delayMs, value, { signal, ref = true } = {}) {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      clocks.clear(timer);
      const error = new Error('The operation was aborted', { cause: signal.reason });
      reject(Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' }));
    };
    const timer = clocks.setTimeout(() => {
      signal?.removeEventListener('abort', aborted);
      resolve(value);
    }, delayMs);
    if (!ref) timer.unref();
    if (signal?.aborted) aborted();
    else signal?.addEventListener('abort', aborted, { once: true });
  });
}

async function* ticks(clocks, delayMs, value, options) {
  for (;;) yield await sleep(clocks, delayMs, value, options);
}

/** Reads the file again and again, by the host's time; a setting that is half written is read the next time. */
function follow(path, intervalMs, apply, host) {
  const { readFileSync } = require('node:fs');
  let last;
  const read = () => {
    try {
      const text = readFileSync(path, 'utf8');
      if (text === last) return;
      apply(JSON.parse(text));
      last = text;
    } catch {
      // Not there yet, or not whole yet.
    }
  };
  read();
  host.setInterval(read, intervalMs).unref();
}

const path = process.env.SEAWORTHY_CLOCK_FILE;
if (path !== undefined && path !== '') {
  const { performance, Date, setTimeout, clearTimeout, setInterval } = globalThis;
  const hrtime = process.hrtime.bigint;
  const host = {
    wallNow: () => Date.now(),
    monotonicNow: () => Number(hrtime()) / 1e6,
    setTimeout,
    clearTimeout,
    setInterval,
  };
  const clocks = createClocks(host);
  const monotonicOrigin = host.monotonicNow() - performance.now();
  install(clocks, monotonicOrigin);
  follow(path, 20, clocks.apply, host);
}

module.exports = { createClocks };

// What the systems are loaded with. A shape is a plan for `runLoad` with a name, and the systems that it leaves out. The
// shapes of a group are measured on the same clusters, which begin empty.

const KEYS = 10_000;
const IN_FLIGHT = [1, 8, 64, 256, 1000];
const MANY_CONNECTIONS = 100;
const KIB = 1024;
/** So many operations may wait for each other where they begin at a rate. */
const MOST_OPEN = 8192;

function shape(name, plan, { quick = false, without = [], ...more } = {}) {
  return { name, quick, without, plan: { keys: KEYS, connections: 1, ...plan }, ...more };
}

/** How `name` does with so many in flight, all on one connection. */
function ladder(name, plan, { steps = IN_FLIGHT, quick = [], ...more } = {}) {
  return steps.map((inFlight) =>
    shape(
      `${name}, ${inFlight} in flight`,
      { ...plan, inFlight },
      { quick: quick.includes(inFlight), ...more },
    ),
  );
}

function spread(name, plan, more) {
  const spreadOut = { ...plan, inFlight: 1000, connections: MANY_CONNECTIONS };
  return shape(`${name}, 1000 in flight, ${MANY_CONNECTIONS} connections`, spreadOut, more);
}

const put = { mix: { put: 1 }, valueBytes: 256 };
const bigPut = { mix: { put: 1 }, valueBytes: KIB };
const get = { mix: { get: 1 }, valueBytes: 256 };
const localGet = { mix: { 'get-serializable': 1 }, valueBytes: 256 };
const writesOnly = { without: ['floor'] };

/** As `etcdctl check perf` does it: so many clients, each with a connection, put 1 KiB under 256-byte keys at a rate. */
function checkPerf(load, rate, clients) {
  const plan = { ...bigPut, keyBytes: 256, keys: 1_000_000, rate, inFlight: clients, connections: clients };
  return shape(`check perf ${load}: ${rate} puts/s by ${clients} clients`, plan, writesOnly);
}

export const GROUPS = [
  {
    name: 'put 256 B',
    shapes: [
      ...ladder('put 256 B', put, { quick: [1, 64, 1000] }),
      // Right behind what it is the half of: an hour of a virtual machine has slow and fast minutes.
      shape(
        'put 256 B at half of the maximum rate',
        { ...put, inFlight: MOST_OPEN },
        { quick: true, halfOf: 'put 256 B, 1000 in flight' },
      ),
      spread('put 256 B', put),
    ],
  },
  { name: 'put 1 KiB', shapes: [...ladder('put 1 KiB', bigPut), spread('put 1 KiB', bigPut)] },
  { name: 'check perf', shapes: [checkPerf('l', 8000, 500), checkPerf('xl', 15_000, 1000)] },
  {
    name: 'get',
    shapes: [
      ...ladder('linearizable get 256 B', get, { steps: [1, 64, 1000], quick: [1000], ...writesOnly }),
      spread('linearizable get 256 B', get, writesOnly),
      ...ladder('serializable get 256 B', localGet, { steps: [64, 1000], ...writesOnly }),
    ],
  },
  {
    name: 'mixes',
    shapes: [
      shape('90 gets to 10 puts', { mix: { get: 90, put: 10 }, inFlight: 1000 }, writesOnly),
      shape('50 gets to 50 puts', { mix: { get: 50, put: 50 }, inFlight: 1000 }, writesOnly),
      shape('compare and set', { mix: { cas: 1 }, inFlight: 1000 }, writesOnly),
      shape('append 64 B', { mix: { append: 1 }, valueBytes: 64, inFlight: 1000 }, { without: ['etcd'] }),
    ],
  },
];

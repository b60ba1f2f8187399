import { readFileSync } from 'node:fs';

/** What V8 calls its own doings, which have no place in a file. */
const NATIVE = new Map([
  ['(garbage collector)', 'garbage collection'],
  ['(program)', 'system calls and native code'],
  ['(idle)', 'idle'],
]);
const ANONYMOUS = '(anonymous)';

/**
 * Time on the main thread by stage and by function, in seconds, between two moments (ms on the clock that `now` of
 * `timeline.mjs` reads, which is V8's).
 */
export function readProfile(file, from, to) {
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(file, 'utf8'));
  const frames = frameOfNodes(nodes);
  const stages = new Map();
  const functions = new Map();
  let at = startTime;
  for (const [position, id] of samples.entries()) {
    at += timeDeltas[position];
    // What a sample shows goes on until the next one.
    const length = (timeDeltas[position + 1] ?? 0) / 1e6;
    if (at < from * 1000 || at > to * 1000 || length < 0) continue;
    const { stage, name } = frames.get(id);
    stages.set(stage, (stages.get(stage) ?? 0) + length);
    functions.set(name, (functions.get(name) ?? 0) + length);
  }
  return { stages, functions };
}

/** Where the code of each node of the call tree stands; what has no file counts as its caller's. */
function frameOfNodes(nodes) {
  const parents = new Map();
  for (const { id, children = [] } of nodes) for (const child of children) parents.set(child, id);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return new Map(
    nodes.map((node) => {
      const { functionName, lineNumber } = node.callFrame;
      const native = NATIVE.get(functionName);
      if (native !== undefined) return [node.id, { stage: native, name: native }];
      let owner = node;
      while (owner.callFrame.url === '' && parents.has(owner.id)) owner = byId.get(parents.get(owner.id));
      const stage = stageOf(owner.callFrame.url);
      const place = node === owner ? `:${lineNumber + 1}` : '';
      return [
        node.id,
        { stage, name: `${functionName || ANONYMOUS} (${shortFile(owner.callFrame.url)}${place})` },
      ];
    }),
  );
}

/** Modules of Node.js by what they are about; the others are counted together. */
const NODE_STAGES = new Map([
  ['buffer', 'node: buffers'],
  ['fs', 'node: files'],
  ['zlib', 'node: crc32'],
  ...['net', 'streams', 'stream_base_commons'].map((module) => [module, 'node: sockets']),
  ...['process', 'timers', 'async_hooks', 'fixed_queue', 'priority_queue'].map((module) => [
    module,
    'node: queues and timers',
  ]),
]);

/** `core: raft`, `ws`, `node: sockets`, and so on. */
function stageOf(url) {
  const [, ours, folder = 'top', file] = /packages\/([^/]+)\/dist\/(?:([^/]+)\/)?(.*)/.exec(url) ?? [];
  if (ours !== undefined) return file.startsWith('snapshot') ? `${ours}: snapshots` : `${ours}: ${folder}`;
  const [, library] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
  if (library !== undefined) return library;
  const [, module] = /^node:(?:internal\/)?([^/]+)/.exec(url) ?? [];
  if (module !== undefined) return NODE_STAGES.get(module) ?? 'node: other';
  return url.includes('/tools/') ? 'load program' : 'other';
}

function shortFile(url) {
  return url.replace(/^.*\/(packages|node_modules|tools)\//, '').replace('/dist/', '/') || 'native';
}

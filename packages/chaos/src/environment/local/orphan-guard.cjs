'use strict';
// Preloaded into every local node: when the process that started it has gone, however it went, the node goes too.
const { kill, pid } = process;
const parent = Number(process.env.SEAWORTHY_PARENT);
if (parent > 0) {
  const { isMainThread } = require('node:worker_threads');
  const look = () => {
    if (process.ppid !== parent) kill(pid, 'SIGKILL');
  };
  if (isMainThread) globalThis.setInterval(look, 500).unref();
}

// The load, in a process of its own. Its argument describes the target; its parent sends it plans and gets results.
import { runLoad } from '@seaworthy/client/bench';

import { KeptOpen, makeTarget } from './targets.mjs';
import { Timeline } from './timeline.mjs';

const target = new KeptOpen(makeTarget(JSON.parse(process.argv[2])));
let stop = new AbortController();

process.on('disconnect', () => process.exit());
process.on('message', async (message) => {
  if (message === 'stop') return stop.abort();
  const { plan, timeline: wanted } = message;
  stop = new AbortController();
  try {
    const timeline = wanted ? new Timeline(target) : undefined;
    const result = await runLoad(plan, timeline ?? target, { signal: stop.signal });
    process.send({ result: { ...result, histogram: undefined }, timeline: timeline?.toJSON() });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send('ready');

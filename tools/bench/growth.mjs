import { startEtcd } from './clusters/etcd.mjs';
import { startFloor } from './clusters/floor.mjs';
import { startSeaworthy } from './clusters/seaworthy.mjs';
import { measureGroup } from './measure-group.mjs';

/** There are many points, and lines through them show what is noise. */
const AT_EACH_POINT = { rounds: 2, heatSeconds: 2 };
const PLAN = { mix: { put: 1 }, valueBytes: 256, keys: 1000, inFlight: 256, connections: 1 };

/** What grows, one at a time; the rest stays as {@link PLAN} has it, on three nodes. */
export const AXES = [
  { name: 'nodes', label: 'servers', values: [1, 3, 5] },
  { name: 'valueBytes', label: 'bytes of a value', values: [64, 512, 4096, 32_768] },
  { name: 'keys', label: 'keys in the store', values: [1000, 10_000, 100_000] },
];

/** What a put costs as the cluster, the values and the store grow: for each axis, its points in order. */
export async function measureGrowth(options) {
  const starters = [startFloor, startSeaworthy, ...(options.withEtcd ? [startEtcd] : [])];
  const onRow = ({ shape }) => console.error(`${shape}: done`);
  const growth = {};
  for (const { name, label, values } of AXES) {
    growth[name] = [];
    for (const value of values) {
      const { nodes = 3, ...plan } = { ...PLAN, [name]: value };
      const shape = {
        name: `put, 256 in flight: ${value} ${label}`,
        without: name === 'keys' ? ['floor'] : [],
        plan: { ...plan, fill: name === 'keys' },
      };
      const start = starters.map((starter) => (folder) => starter(folder, { nodes }));
      const [row] = await measureGroup(start, [shape], { ...options, ...AT_EACH_POINT, onRow });
      growth[name].push({ value, ...row });
    }
  }
  return growth;
}

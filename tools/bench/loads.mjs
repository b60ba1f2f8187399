import { startEtcd } from './clusters/etcd.mjs';
import { startFloor } from './clusters/floor.mjs';
import { startSeaworthy } from './clusters/seaworthy.mjs';
import { measureGroup } from './measure-group.mjs';
import { GROUPS } from './shapes.mjs';

/** Measures the shapes that `isWanted`, and those whose figures they need, on all systems that are there. */
export async function measureLoads(options, isWanted) {
  const starters = [startFloor, startSeaworthy, ...(options.withEtcd ? [startEtcd] : [])];
  const rows = [];
  for (const { shapes } of GROUPS) {
    const names = new Set(shapes.filter(isWanted).flatMap(({ name, halfOf }) => [name, halfOf]));
    const chosen = shapes.filter(({ name }) => names.has(name));
    const onRow = ({ shape }) => console.error(`${shape}: done`);
    if (chosen.length > 0) rows.push(...(await measureGroup(starters, chosen, { ...options, onRow })));
  }
  return rows;
}

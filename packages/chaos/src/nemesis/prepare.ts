import type { Environment } from '../environment/environment.ts';
import { clockFault } from './clock-fault.ts';
import { halves, isolate, majoritiesRing, oneWay } from './grudge.ts';
import type { Injection } from './injection.ts';
import { partition, type Cuts } from './partition.ts';
import { kill, pause } from './process-fault.ts';
import { chooseNode, findRoles, type Chosen } from './roles.ts';
import type { PlannedFault, Target } from './schedule.ts';

/** Finds out whom a planned fault is to hurt, and how. */
export async function prepare(fault: PlannedFault, environment: Environment, cuts: Cuts): Promise<Injection> {
  const ids = environment.nodes.map(({ id }) => id);
  const choose = async (target: Target): Promise<Chosen> =>
    chooseNode(target, ids, await findRoles(environment));
  const { action } = fault;
  switch (action.kind) {
    case 'partition-halves': {
      const minority = action.order.slice(0, Math.floor(ids.length / 2));
      const rest = action.order.slice(minority.length);
      const description = `${list(minority)} cut off from ${list(rest)}`;
      return partition({
        ...{ fault: fault.id, environment, cuts, description },
        ...{ nodes: minority, links: halves(action.order) },
      });
    }
    case 'partition-majorities-ring': {
      const description = `every node sees a majority, none the same: ${action.order.join(' – ')}`;
      return partition({
        ...{ fault: fault.id, environment, cuts, description },
        ...{ nodes: action.order, links: majoritiesRing(action.order) },
      });
    }
    case 'partition-one':
    case 'partition-leader': {
      const { node, instead } = await choose(action.target);
      const who = action.kind === 'partition-leader' && instead === undefined ? `the leader ${node}` : node;
      const description = `${who} cut off from everybody${remark(instead)}`;
      return partition({
        ...{ fault: fault.id, environment, cuts, description },
        ...{ nodes: [node], links: isolate(ids, [node]) },
      });
    }
    case 'partition-one-way': {
      const { node, instead } = await choose(action.target);
      const what = action.way === 'deaf' ? 'sends but hears nobody' : 'hears but is not heard';
      const description = `${instead === undefined ? 'the leader ' : ''}${node} ${what}${remark(instead)}`;
      return partition({
        ...{ fault: fault.id, environment, cuts, description },
        ...{ nodes: [node], links: oneWay(ids, node, action.way) },
      });
    }
    case 'kill':
      return kill(await victim(action.target), cuts);
    case 'pause':
      return pause(await victim(action.target));
    case 'clock-jump':
    case 'clock-drift':
      return clockFault({ ...(await victim(action.target)), setting: action.setting });
  }

  async function victim(target: Target): Promise<{ environment: Environment; node: string; note: string }> {
    const { leader, answering } = await findRoles(environment);
    const { node } = chooseNode(target, ids, { leader, answering });
    return { environment, node, note: node === leader ? ' (the leader)' : '' };
  }
}

const list = (nodes: readonly string[]): string => nodes.join(', ');
const remark = (instead: string | undefined): string => (instead === undefined ? '' : ` (${instead})`);

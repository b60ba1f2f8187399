// A replicated bank: transfers that never overdraw, the same on every node. Run it with `node examples/bank.mjs`.
import { nodeId, startNode, systemClock, systemRandom } from '@seaworthy/core';
import { MemoryHub, MemoryLogStore, MemorySnapshotStore } from '@seaworthy/core/testing';

const encode = (value) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

class Bank {
  accounts = { ada: 100, grace: 0 };

  apply(commands) {
    return commands.map(({ data }) => {
      const { from, to, amount } = decode(data);
      if ((this.accounts[from] ?? 0) < amount) return `refused: ${from} has ${this.accounts[from] ?? 0}`;
      this.accounts[from] -= amount;
      this.accounts[to] = (this.accounts[to] ?? 0) + amount;
      return `${from} has ${this.accounts[from]}, ${to} has ${this.accounts[to]}`;
    });
  }

  snapshot() {
    return encode(this.accounts);
  }

  async restore(chunks) {
    const parts = [];
    for await (const chunk of chunks) parts.push(chunk);
    this.accounts = decode(Buffer.concat(parts));
  }
}

const hub = new MemoryHub(systemClock);
const banks = new Map();
const start = async (name, voters) => {
  const id = nodeId(name);
  const stateMachine = new Bank();
  banks.set(name, stateMachine);
  const stores = { logStore: new MemoryLogStore(), snapshotStore: new MemorySnapshotStore() };
  const ports = { transport: hub.transport(id), clock: systemClock, random: systemRandom };
  return startNode({ id, voters: voters.map(nodeId), stateMachine, ...stores, ...ports });
};

// One node begins alone; two more are started with nobody, and wait to be added.
const first = await start('a', ['a']);
const others = [await start('b', []), await start('c', [])];
while (first.status().role !== 'leader') await new Promise((resolve) => setTimeout(resolve, 50));
await first.changeMembership(['b', 'c'].map((name) => ({ type: 'add-voter', id: nodeId(name) })));
console.log('voters:', first.status().voters.join(' '));

const transfer = (from, to, amount) =>
  new Promise((settle) => first.propose(encode({ from, to, amount }), settle));
console.log((await transfer('ada', 'grace', 70)).result);
console.log((await transfer('ada', 'grace', 70)).result);
for (const node of [...others, first]) await node.stop();

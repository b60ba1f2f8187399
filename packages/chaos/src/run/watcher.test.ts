import { describe, expect, it } from 'vitest';

import type { NodeStatus, SystemUnderTest } from '../environment/system.ts';
import { Recorder } from '../history/recorder.ts';
import { Watcher } from './watcher.ts';

const never = new AbortController().signal;

function setUp(status: (node: string, signal: AbortSignal) => Promise<NodeStatus>) {
  const system: SystemUnderTest = {
    name: 'scripted',
    electionTimeoutMs: 100,
    runtime: 'native',
    command: () => ({ argv: [] }),
    status: (url, signal) => status(url.replace('fake:', ''), signal),
  };
  const nodes = ['n1', 'n2'].map((id) => ({ id, clientUrl: `fake:${id}` }));
  const readClock = (node: string) =>
    node === 'n1'
      ? Promise.resolve({ wallOffsetMs: 5, monotonicOffsetMs: 1, uncertaintyMs: 0 })
      : Promise.reject(new Error('down'));
  const recorder = new Recorder({ write: () => undefined, end: () => Promise.resolve() });
  const watcher = new Watcher({
    environment: { system, nodes, readClock },
    recorder,
    intervalMs: 1,
    clockIntervalMs: 1,
  });
  return { watcher, recorder };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('Watcher', () => {
  it('notes every new leader once, and never an earlier one again', async () => {
    const roles = new Map([
      ['n1', { role: 'leader', term: 1 }],
      ['n2', { role: 'follower', term: 1 }],
    ]);
    const { watcher, recorder } = setUp((node) => {
      const role = roles.get(node);
      return role === undefined ? Promise.reject(new Error('down')) : Promise.resolve({ node, ...role });
    });
    watcher.start();
    expect(await watcher.waitForLeader(5000, never)).toEqual({ node: 'n1', term: 1 });
    roles.set('n2', { role: 'leader', term: 2 });
    await until(() => watcher.leader?.node === 'n2');
    roles.delete('n2');
    await until(() => watcher.leader?.node === 'n1');
    roles.set('n2', { role: 'leader', term: 2 });
    await until(() => watcher.leader?.node === 'n2');
    await watcher.stop();
    expect(recorder.events.map(({ value }) => value)).toEqual([
      { kind: 'leader', node: 'n1', term: 1, description: 'n1 leads term 1' },
      { kind: 'leader', node: 'n2', term: 2, description: 'n2 leads term 2' },
    ]);
    expect(new Set(watcher.clocks.map(({ node }) => node))).toEqual(new Set(['n1']));
  });

  it('does not wait for a node that says nothing', async () => {
    const { watcher } = setUp((node, signal) =>
      node === 'n1'
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('late'))))
        : Promise.resolve({ node, role: 'leader', term: 4 }),
    );
    watcher.start();
    expect(await watcher.waitForLeader(5000, never)).toEqual({ node: 'n2', term: 4 });
    await watcher.stop();
  });

  it('gives up waiting for a leader in time, or when interrupted', async () => {
    const { watcher } = setUp((node) => Promise.resolve({ node, role: 'follower', term: 0 }));
    watcher.start();
    await expect(watcher.waitForLeader(20, never)).rejects.toMatchObject({
      code: 'no_leader',
      retryable: true,
    });
    const interrupt = new AbortController();
    const waiting = watcher.waitForLeader(60_000, interrupt.signal);
    interrupt.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    await watcher.stop();
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Environment, NodeAddress } from '../environment.ts';
import { ask, until } from './__stand-in.ts';

/** What every environment must do, tried with three stand-ins named n1, n2 and n3. */
export function environmentContract(make: () => Promise<Environment>): void {
  let environment: Environment;

  beforeAll(async () => {
    environment = await make();
    await environment.start();
    await until('everybody hears everybody', () => hearEachOther());
  }, 60_000);
  afterAll(() => environment.stop(), 60_000);

  const node = (id: string): NodeAddress => environment.nodes.find((each) => each.id === id) as NodeAddress;
  const hear = async (): Promise<string[]> => {
    const links = environment.nodes.flatMap((to) =>
      environment.nodes.filter((from) => from !== to).map((from) => ({ from: from.id, to: to.id })),
    );
    const before = await Promise.all(environment.nodes.map(ask));
    await until('some ticks', async () => {
      const now = await Promise.all(environment.nodes.map(ask));
      return now.every((status, index) => status.ticks >= (before[index]?.ticks ?? 0) + 2);
    });
    const after = await Promise.all(environment.nodes.map(ask));
    const at = (id: string): number => environment.nodes.findIndex((each) => each.id === id);
    return links
      .filter(({ from, to }) => {
        const [early, late] = [before[at(to)]?.heard[from] ?? 0, after[at(to)]?.heard[from] ?? 0];
        return late > early;
      })
      .map(({ from, to }) => `${from}>${to}`);
  };
  const ALL = ['n2>n1', 'n3>n1', 'n1>n2', 'n3>n2', 'n1>n3', 'n2>n3'];
  const hearEachOther = async (): Promise<boolean> => (await hear()).length === ALL.length;

  describe('links', () => {
    it('are cut in one direction and in both, and heal', async () => {
      await environment.cut([{ from: 'n1', to: 'n2' }]);
      await until('n2 no longer hears n1', async () => !(await hear()).includes('n1>n2'));
      expect(await environment.probe({ from: 'n1', to: 'n2' })).toBe(false);
      expect(await environment.probe({ from: 'n2', to: 'n1' })).toBe(true);
      expect(await environment.probe({ from: 'n1', to: 'n3' })).toBe(true);

      const alone = ['n1', 'n2'].flatMap((other) => [
        { from: 'n3', to: other },
        { from: other, to: 'n3' },
      ]);
      await environment.cut(alone);
      await until('n3 is alone, and the others are not', async () => {
        const heard = await hear();
        return heard.length === 2 && heard.includes('n1>n2') && heard.includes('n2>n1');
      });
      expect(await Promise.all(alone.map((link) => environment.probe(link)))).toEqual(alone.map(() => false));

      await environment.cut([]);
      await until('everybody hears everybody again', hearEachOther);
      expect(await environment.probe({ from: 'n1', to: 'n3' })).toBe(true);
    }, 60_000);

    it('must be between nodes of the cluster', async () => {
      await expect(environment.cut([{ from: 'n1', to: 'n9' }])).rejects.toThrow(/n9/);
    });
  });

  describe('a node', () => {
    it('is killed, and starts again on its data and at its address', async () => {
      const before = await ask(node('n2'));
      await environment.kill('n2');
      await environment.kill('n2');
      await expect(ask(node('n2'))).rejects.toThrow();
      expect(await environment.probe({ from: 'n1', to: 'n2' })).toBeUndefined();
      await environment.restart('n2');
      await environment.restart('n2');
      const after = await until('n2 answers', () => ask(node('n2')));
      expect(after.boot).toBe(before.boot + 1);
      await until('everybody hears everybody', hearEachOther);
    }, 60_000);

    it('is paused and resumed', async () => {
      const { boot } = await ask(node('n3'));
      await environment.pause('n3');
      await expect(ask(node('n3'))).rejects.toThrow();
      expect(await environment.probe({ from: 'n1', to: 'n3' })).toBeUndefined();
      await environment.resume('n3');
      const after = await until('n3 answers', () => ask(node('n3')));
      expect(after.boot).toBe(boot);
      await until('everybody hears everybody', hearEachOther);
    }, 60_000);
  });

  describe('a clock', () => {
    it('jumps, forward and back, on one node only', async () => {
      await environment.setClock('n1', { offsetMs: 90_000, rate: 1, clocks: 'wall' });
      const forward = await environment.readClock('n1');
      expect(Math.abs(forward.wallOffsetMs - 90_000)).toBeLessThan(30 + forward.uncertaintyMs);
      expect(Math.abs((await environment.readClock('n2')).wallOffsetMs)).toBeLessThan(100);
      await environment.setClock('n1', { offsetMs: -5000, rate: 1, clocks: 'wall' });
      const back = await environment.readClock('n1');
      expect(Math.abs(back.wallOffsetMs + 5000)).toBeLessThan(30 + back.uncertaintyMs);
      await environment.resetClock('n1');
      const reset = await environment.readClock('n1');
      expect(Math.abs(reset.wallOffsetMs)).toBeLessThan(30 + reset.uncertaintyMs);
    }, 30_000);

    it('takes the monotonic clock and its timers along when asked to', async () => {
      const before = await environment.readClock('n2');
      await environment.setClock('n2', { offsetMs: 3000, rate: 1, clocks: 'wall-and-monotonic' });
      const jumped = await environment.readClock('n2');
      const slack = 30 + before.uncertaintyMs + jumped.uncertaintyMs;
      expect(Math.abs(jumped.monotonicOffsetMs - before.monotonicOffsetMs - 3000)).toBeLessThan(slack);
      await environment.resetClock('n2');
      const after = await environment.readClock('n2');
      // A monotonic clock keeps what it gained.
      expect(Math.abs(after.monotonicOffsetMs - jumped.monotonicOffsetMs)).toBeLessThan(slack);
      expect(Math.abs(after.wallOffsetMs)).toBeLessThan(slack);
    }, 30_000);

    it('drifts', async () => {
      await environment.setClock('n3', { offsetMs: 0, rate: 2, clocks: 'wall-and-monotonic' });
      const [early, begin] = [await environment.readClock('n3'), performance.now()];
      const late = await until('half a second of drift', async () => {
        const reading = await environment.readClock('n3');
        return reading.wallOffsetMs - early.wallOffsetMs > 500 && reading;
      });
      const gained = late.monotonicOffsetMs - early.monotonicOffsetMs;
      const elapsed = performance.now() - begin;
      expect(gained).toBeGreaterThan(450);
      expect(gained).toBeLessThan(elapsed + 100);
      await environment.resetClock('n3');
    }, 30_000);

    it('refuses a setting that means nothing', async () => {
      const frozen = environment.setClock('n1', { offsetMs: 0, rate: 0, clocks: 'wall' });
      await expect(frozen).rejects.toMatchObject({ code: 'fault_unsupported' });
    });
  });
}

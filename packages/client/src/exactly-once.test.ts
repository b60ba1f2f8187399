import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSeaworthyError, type SeaworthyError } from './errors.ts';
import { seededRandom } from './bench/random.ts';
import { refusal } from './testing/model-store.test.support.ts';
import { World } from './testing/world.test.support.ts';
import type { Received } from './testing/fake-server.test.support.ts';

type Fate =
  'done' | 'lost answer' | 'lost request' | 'cut after' | 'refused' | 'unclear after' | 'late' | 'expired';

const fates: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Fate>('done') },
  {
    weight: 5,
    arbitrary: fc.constantFrom<Fate>(
      'lost answer',
      'lost request',
      'cut after',
      'refused',
      'unclear after',
      'late',
      'expired',
    ),
  },
);

/** Lets chance decide what becomes of every request for a key; when the fates run out, all goes well. */
function ordain(world: World, given: readonly Fate[]): void {
  const left = [...given];
  const meet = (received: Received): void => {
    const apply = () => world.store.apply(received.bytes);
    switch ('key' in received.command.request ? (left.shift() ?? 'done') : 'done') {
      case 'done':
        received.reply(apply());
        return;
      case 'lost answer':
        apply();
        return;
      case 'lost request':
        return;
      case 'cut after':
        apply();
        received.peer.cut();
        return;
      case 'refused':
        received.reply(refusal('not_leader'));
        return;
      case 'unclear after':
        apply();
        received.reply(refusal('outcome_unknown'));
        return;
      case 'late':
        // Long after the client has given up waiting here and has sent it elsewhere.
        received.peer.cut();
        world.clock.schedule(700, apply);
        return;
      case 'expired':
        world.store.sessions.clear();
        received.reply(apply());
        return;
    }
  };
  for (const server of world.servers) server.onRequest = meet;
}

async function outcomesOf(
  world: World,
  session: boolean,
  count: number,
): Promise<(SeaworthyError | undefined)[]> {
  const client = world.client({
    session,
    random: seededRandom(count),
    attemptTimeoutMs: 300,
    timeoutMs: 1500,
  });
  const writes = Array.from({ length: count }, async (_, n) => {
    await new Promise<void>((resolve) => world.clock.schedule(n * 40, resolve));
    try {
      await client.append('k', `<${n}>`);
      return undefined;
    } catch (error) {
      if (isSeaworthyError(error)) return error;
      throw error;
    }
  });
  const outcomes = await world.until(Promise.all(writes));
  await world.clock.advance(2000);
  await client.close();
  return outcomes;
}

describe('whatever happens on the way', () => {
  it.each([true, false])('what a write says of its effect is true (session: %s)', async (session) => {
    const seen = { ok: 0, none: 0, unknown: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fates, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 15 }),
        async (given, count) => {
          const world = new World(2);
          ordain(world, given);
          const outcomes = await outcomesOf(world, session, count);
          outcomes.forEach((error, n) => {
            const times = (world.store.text('k') ?? '').split(`<${n}>`).length - 1;
            seen[error?.outcome ?? 'ok']++;
            if (error === undefined) expect(times).toBe(1);
            else if (error.outcome === 'none') expect(times).toBe(0);
            else expect(times).toBeLessThanOrEqual(1);
          });
        },
      ),
      { numRuns: 150 },
    );
    expect(seen.ok).toBeGreaterThan(100);
    expect(seen.unknown).toBeGreaterThan(5);
  });
});

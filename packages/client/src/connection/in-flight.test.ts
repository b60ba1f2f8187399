import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call } from './call.ts';
import { InFlight } from './in-flight.ts';

/** Stands for a call; nothing looks into it. */
function callOf(number: number): Call {
  return { order: number } as Call;
}

describe('the calls in flight', () => {
  it('are found by the ids they were given, whichever of them stay for long', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 600 }), (choices) => {
        const inFlight = new InFlight();
        const model = new Map<number, Call>();
        for (const [step, choice] of choices.entries()) {
          const ids = [...model.keys()];
          if (choice > 0 || ids.length === 0) {
            const call = callOf(step);
            const id = inFlight.add(call, step);
            expect(model.has(id)).toBe(false);
            model.set(id, call);
          } else {
            const id = ids[step % ids.length] as number;
            inFlight.delete(id);
            model.delete(id);
            expect(inFlight.get(id)).toBeUndefined();
          }
          expect(inFlight.size).toBe(model.size);
        }
        for (const [id, call] of model) expect(inFlight.get(id)).toBe(call);
        expect(inFlight.oldestSentAt).toBe([...model.values()][0]?.order);
        expect(inFlight.clear()).toEqual([...model.values()]);
        expect([inFlight.size, inFlight.oldestSentAt]).toEqual([0, undefined]);
      }),
    );
  });

  it('share no id with one that waits while thousands come and go', () => {
    const inFlight = new InFlight();
    const stuck = inFlight.add(callOf(0), 0);
    for (let turn = 1; turn < 5000; turn++) inFlight.delete(inFlight.add(callOf(turn), turn));
    expect(inFlight.get(stuck)?.order).toBe(0);
    expect([inFlight.size, inFlight.oldestSentAt]).toEqual([1, 0]);
  });

  it('are not mistaken for others of the same slot', () => {
    const inFlight = new InFlight();
    const id = inFlight.add(callOf(0), 0);
    expect(inFlight.get(id + 64)).toBeUndefined();
    expect(inFlight.get((id + 2 ** 31) >>> 0)).toBeUndefined();
  });
});

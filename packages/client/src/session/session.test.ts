import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Session } from './session.ts';

describe('Session', () => {
  it('numbers commands from 1, with the floor at the first that is open', () => {
    const session = new Session(9);
    expect(session.begin()).toEqual({ session: 9, sequence: 1, floor: 1 });
    expect(session.begin()).toEqual({ session: 9, sequence: 2, floor: 1 });
    session.finish(2);
    expect(session.begin()).toEqual({ session: 9, sequence: 3, floor: 1 });
    session.finish(1);
    expect(session.begin()).toEqual({ session: 9, sequence: 4, floor: 3 });
  });

  it('refuses to finish what is not open', () => {
    const session = new Session(9);
    expect(() => {
      session.finish(1);
    }).toThrow(RangeError);
    session.begin();
    session.finish(1);
    expect(() => {
      session.finish(1);
    }).toThrow(RangeError);
  });

  it('keeps the floor at the lowest open command, whatever the order they finish in', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 200 }), (steps) => {
        const session = new Session(1);
        const open = new Set<number>();
        let begun = 0;
        for (const step of steps) {
          if (step === null || open.size === 0) {
            const mark = session.begin();
            expect(mark.sequence).toBe(++begun);
            open.add(begun);
            expect(mark.floor).toBe(Math.min(...open));
          } else {
            const sequence = [...open][step % open.size] as number;
            open.delete(sequence);
            session.finish(sequence);
          }
          expect(session.floor).toBe(open.size === 0 ? begun + 1 : Math.min(...open));
        }
      }),
    );
  });
});

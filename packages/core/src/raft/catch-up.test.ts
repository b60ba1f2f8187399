import { describe, expect, it } from 'vitest';

import { CatchUp } from './catch-up.ts';

const LIMIT = 10;

function wait(catchUp: CatchUp, ticks: number): void {
  for (let count = 0; count < ticks; count++) catchUp.tick();
}

describe('a newcomer has caught up', () => {
  it('once it holds what the leader held when the round began, if that took less than an election timeout', () => {
    const catchUp = new CatchUp(100, LIMIT);
    wait(catchUp, LIMIT - 1);
    catchUp.reached(99, 150);
    expect(catchUp.done).toBe(false);
    catchUp.reached(100, 150);
    expect(catchUp.done).toBe(true);
  });

  it('not in a round that took an election timeout: another begins, to where the leader is by then', () => {
    const catchUp = new CatchUp(100, LIMIT);
    wait(catchUp, LIMIT);
    catchUp.reached(100, 150);
    expect(catchUp.done).toBe(false);
    wait(catchUp, LIMIT - 1);
    catchUp.reached(149, 180);
    expect(catchUp.done).toBe(false);
    catchUp.reached(150, 180);
    expect(catchUp.done).toBe(true);
  });

  it('not as long as every round takes too long, however many there are', () => {
    const catchUp = new CatchUp(100, LIMIT);
    for (let round = 1; round <= 50; round++) {
      wait(catchUp, LIMIT);
      catchUp.reached(100 * round, 100 * (round + 1));
      expect(catchUp.done).toBe(false);
    }
  });

  it('whenever it holds all that there is: nobody has anything to wait for', () => {
    const catchUp = new CatchUp(100, LIMIT);
    wait(catchUp, 1_000);
    catchUp.reached(100, 100);
    expect(catchUp.done).toBe(true);
  });

  it('in the round in which it comes to hold it, not in one that is not over', () => {
    const catchUp = new CatchUp(100, LIMIT);
    wait(catchUp, LIMIT);
    catchUp.reached(120, 150);
    expect(catchUp.done).toBe(false);
    // The second round's goal is 150, however much of it was there already.
    catchUp.reached(140, 150);
    expect(catchUp.done).toBe(false);
    catchUp.reached(150, 200);
    expect(catchUp.done).toBe(true);
  });

  it('for good: what comes later takes nothing back', () => {
    const catchUp = new CatchUp(100, LIMIT);
    catchUp.reached(100, 200);
    wait(catchUp, 1_000);
    catchUp.reached(150, 10_000);
    expect(catchUp.done).toBe(true);
  });

  it('at once with a leader whose log is empty', () => {
    const catchUp = new CatchUp(0, LIMIT);
    expect(catchUp.done).toBe(false);
    catchUp.reached(0, 0);
    expect(catchUp.done).toBe(true);
  });
});

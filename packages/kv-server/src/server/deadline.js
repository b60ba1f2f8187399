/** Waits for `work`, but not longer than `ms`. Says whether it came to its end in time; its failure counts as one. */
export async function within(clock, ms, work) {
  return await new Promise((resolve) => {
    const cancel = clock.schedule(ms, () => resolve(false));
    const over = () => {
      cancel();
      resolve(true);
    };
    work.then(over, over);
  });
}
//# sourceMappingURL=deadline.js.map

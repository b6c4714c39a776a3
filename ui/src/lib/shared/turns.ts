// Keys come faster than answers: what they ask for is done one after the other, in the order in which they were pressed.

/** Gives what does each piece of work after all that was asked for before; one that fails holds nothing up. */
export function turns(): (work: () => Promise<unknown>) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  return async (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => {});
    await mine;
  };
}

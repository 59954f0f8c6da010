/** Lets calls about the same things wait for each other, in the order in which they are made. */
export type InTurn = <Result>(things: readonly string[], call: () => Promise<Result>) => Promise<Result>;

/** @returns a function that begins a call once the earlier ones about any of its things have ended, well or not */
export function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return async (things, call) => {
    const before = things.map((thing) => last.get(thing) ?? Promise.resolve());
    const mine = Promise.all(before).then(call);
    const settled = mine.catch(() => undefined);
    for (const thing of things) last.set(thing, settled);
    try {
      return await mine;
    } finally {
      for (const thing of things) if (last.get(thing) === settled) last.delete(thing);
    }
  };
}

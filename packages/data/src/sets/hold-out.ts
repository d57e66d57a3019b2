/** The share of each class that is held out. */
const SHARE = 0.1;

/** A generator of numbers in [0, 1) from a seed (mulberry32: T. Ettinger's 32-bit counter and mixer). */
function randomFrom(seed: number): () => number {
  let state = (seed ^ Math.imul(Math.floor(seed / 2 ** 32), 0x9e3779b1)) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Holds out a tenth of each class for testing (rounded; at least one image, but never all of them). The draw
 * depends on the seed and the order of the items; both parts keep that order.
 * @param groupOf items of one group stay together, in the class of the first: a tenth of the groups is drawn. Items
 * without a group, or with an empty one, are their own.
 */
export function holdOut<Item>(
  items: readonly Item[],
  labelOf: (item: Item) => number,
  seed: number,
  groupOf: (item: Item) => string | undefined = () => undefined,
): { train: Item[]; test: Item[] } {
  // Of each class, its items or groups of items.
  const classes = new Map<number, Item[][]>();
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = groupOf(item) ?? '';
    const known = groups.get(name);
    if (known) {
      known.push(item);
      continue;
    }
    const own = [item];
    if (name !== '') groups.set(name, own);
    const members = classes.get(labelOf(item));
    if (members) members.push(own);
    else classes.set(labelOf(item), [own]);
  }
  const random = randomFrom(seed);
  const heldOut = new Set<Item>();
  for (const members of classes.values()) {
    const count = Math.min(members.length - 1, Math.max(1, Math.round(members.length * SHARE)));
    for (let drawn = 0; drawn < count; drawn++) {
      const [drawnItems = []] = members.splice(Math.floor(random() * members.length), 1);
      for (const item of drawnItems) heldOut.add(item);
    }
  }
  return {
    train: items.filter((item) => !heldOut.has(item)),
    test: items.filter((item) => heldOut.has(item)),
  };
}

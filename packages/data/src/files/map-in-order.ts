/**
 * The results of an asynchronous function of each item, in the items' order, with up to `inFlight`
 * calls under way; `map` must not reject, since nobody may be waiting for its promise yet.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  inFlight: number,
  map: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result>[] = [];
  for (const item of items) {
    underWay.push(map(item));
    if (underWay.length < inFlight) continue;
    const [first] = underWay.splice(0, 1);
    if (first) yield await first;
  }
  yield* underWay;
}

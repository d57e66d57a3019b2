/**
 * Maps items asynchronously, with up to `inFlight` concurrent calls, and yields the results in the order
 * of the items. `map` must not reject: its promise may not be awaited yet.
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

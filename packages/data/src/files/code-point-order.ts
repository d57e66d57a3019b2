/**
 * Sorts a copy of `items` by the code points of their keys. The order is the same on every machine: it
 * ignores the locale and, unlike `<`, puts characters beyond U+FFFF last.
 */
export function sortByCodePoint<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): Item[] {
  // UTF-8 bytes sort in the order of code points.
  return Array.from(items, (item) => ({ item, key: Buffer.from(keyOf(item)) }))
    .sort((first, second) => Buffer.compare(first.key, second.key))
    .map(({ item }) => item);
}

/**
 * A copy of `items` ordered by the code points of each one's key, which is the same on every
 * machine: no locale, and, unlike `<`, characters beyond U+FFFF come last.
 */
export function sortByCodePoint<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): Item[] {
  // The bytes of UTF-8 sort as the code points do.
  return Array.from(items, (item) => ({ item, key: Buffer.from(keyOf(item)) }))
    .sort((first, second) => Buffer.compare(first.key, second.key))
    .map(({ item }) => item);
}

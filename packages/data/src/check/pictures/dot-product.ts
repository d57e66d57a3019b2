/** Where the values of a product begin, and how many there are: a multiple of 4. */
interface Range {
  readonly at: number;
  readonly to: number;
  readonly count: number;
}

/**
 * The sum of the products of values from `at` on in one array, and from `to` on in another. Uses four sums in
 * parallel, because each addition waits for the previous one.
 */
export function dotProduct(
  one: Float32Array,
  other: Float32Array,
  { at, to, count }: Range = { at: 0, to: 0, count: one.length },
): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let place = 0; place < count; place += 4) {
    const a = at + place;
    const b = to + place;
    first += (one[a] ?? 0) * (other[b] ?? 0);
    second += (one[a + 1] ?? 0) * (other[b + 1] ?? 0);
    third += (one[a + 2] ?? 0) * (other[b + 2] ?? 0);
    fourth += (one[a + 3] ?? 0) * (other[b + 3] ?? 0);
  }
  return first + second + third + fourth;
}

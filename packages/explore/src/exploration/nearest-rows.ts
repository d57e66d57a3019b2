import type { Matrix } from '../analysis/matrix.js';

/** Rows that are compared exactly after a first look, and the axes of that look. */
const [CANDIDATES, AXES] = [1000, 16];

/** An image that was found: a row of the vectors. */
export interface FoundRow {
  readonly index: number;
  /** The cosine, 1 at most. */
  readonly similarity: number;
}

/** The k best of many, the best first; of equal ones the first. */
class BestRows {
  readonly #k: number;
  readonly found: FoundRow[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  offer(index: number, similarity: number): void {
    const { found } = this;
    if (found.length === this.#k && similarity <= (found.at(-1)?.similarity ?? 0)) return;
    let [low, high] = [0, found.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((found[middle]?.similarity ?? 0) >= similarity) low = middle + 1;
      else high = middle;
    }
    found.splice(low, 0, { index, similarity });
    if (found.length > this.#k) found.pop();
  }
}

/**
 * The rows with the highest dot product with a vector, by comparing: used until there is an index.
 * @param options.k at most N.
 * @param options.among the rows to compare with. Default: all.
 */
export function nearestRows(
  { values, rows, columns }: Matrix,
  vector: Float32Array,
  { k, among }: { readonly k: number; readonly among?: readonly number[] | undefined },
): FoundRow[] {
  const best = new BestRows(k);
  const count = among?.length ?? rows;
  for (let at = 0; at < count; at++) {
    const row = among?.[at] ?? at;
    const start = row * columns;
    let similarity = 0;
    for (let column = 0; column < columns; column++) {
      similarity += (vector[column] ?? 0) * (values[start + column] ?? 0);
    }
    best.offer(row, similarity);
  }
  return best.found;
}

/**
 * The rows nearest to a place on the first principal axes: likely the most similar ones, in a fraction of the time.
 */
export function nearestPlaces(
  { values, rows, columns }: Matrix,
  place: Float32Array,
  count = CANDIDATES,
): number[] {
  const best = new BestRows(Math.min(count, rows));
  const used = Math.min(columns, AXES);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let distance = 0;
    for (let column = 0; column < used; column++) {
      const difference = (place[column] ?? 0) - (values[start + column] ?? 0);
      distance += difference * difference;
    }
    best.offer(row, -distance);
  }
  return best.found.map(({ index }) => index);
}

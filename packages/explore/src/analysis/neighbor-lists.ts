import type { Field } from '../images/explored-images.js';
import type { ImageList, ListEntry } from './image-list.js';
import { neighborsOf, type NeighborTable } from './neighbor-table.js';
import type { Pause } from './pauser.js';

/** Neighbors that decide whether an image is an outlier, and that vote on its label. */
const [NEAR, VOTERS] = [5, 10];
/**
 * A pair is nearly equal if its distance (1 − cosine) is at most this share of the usual distance to the nearest
 * image: how similar different images are depends on the encoder.
 */
const NEARER = 0.1;
/** Equal images, but for rounding. */
const EQUAL = 1e-5;
/** A label is doubted if at least this share of the votes is for another one. */
const DOUBTED = 0.6;
/** Share of the images that are called outliers, at most. */
const OUTLIERS = 0.01;
const LEAST_OUTLIERS = 10;
/** Entries of a list. */
const MOST = 2000;

/**
 * The lists that follow from the neighbors of each image: outliers, near-duplicates and, if the images have
 * labels, doubtful labels.
 */
export async function neighborLists(
  table: NeighborTable,
  { label, pause }: { readonly label?: Field | undefined; readonly pause: Pause },
): Promise<ImageList[]> {
  const rows = table.k === 0 ? 0 : table.indices.length / table.k;
  const usual = usualDistance(table, rows);
  const scored: { readonly entry: ListEntry; readonly score: number }[] = [];
  const near: typeof scored = [];
  const doubtful: typeof scored = [];
  for (let row = 0; row < rows; row++) {
    const found = neighborsOf(table, row);
    const [first] = found;
    if (!first) continue;
    const considered = found.slice(0, NEAR);
    const mean = considered.reduce((sum, one) => sum + one.similarity, 0) / considered.length;
    const apart = `${mean.toFixed(3)} mean similarity to its ${considered.length} nearest images`;
    scored.push({ entry: { index: row, reason: apart, other: first.index }, score: -mean });
    const { index: other, similarity } = first;
    // Each pair once.
    const isSecond = other < row && neighborsOf(table, other)[0]?.index === row;
    if (1 - similarity <= Math.max(EQUAL, NEARER * usual) && !isSecond) {
      const reason = `similarity ${similarity.toFixed(4)}`;
      near.push({ entry: { index: row, reason, other }, score: similarity });
    }
    const doubt = label && doubtOf(row, found.slice(0, VOTERS), label);
    if (doubt) doubtful.push(doubt);
    await pause();
  }
  const outliers = Math.min(MOST, Math.max(LEAST_OUTLIERS, Math.ceil(OUTLIERS * rows)));
  return [
    {
      name: 'outliers',
      about: 'Images that are least similar to their nearest neighbors.',
      entries: best(scored, Math.min(outliers, Math.ceil(rows / 4))),
    },
    {
      name: 'near-duplicates',
      about: `Images whose nearest neighbor is ten times closer than usual: for most images here, its similarity is about ${(1 - usual).toFixed(3)}.`,
      entries: best(near, MOST),
    },
    ...(label
      ? [
          {
            name: 'doubtful labels',
            about: 'Images whose nearest neighbors mostly have one other label.',
            entries: best(doubtful, MOST),
          },
        ]
      : []),
  ];
}

/** The median distance of an image to its nearest one. */
function usualDistance({ k, similarities }: NeighborTable, rows: number): number {
  const distances = Float32Array.from(
    { length: rows },
    (_, row) => 1 - (similarities[row * k] ?? 1),
  );
  return distances.sort()[rows >> 1] ?? 0;
}

function best(
  scored: readonly { readonly entry: ListEntry; readonly score: number }[],
  most: number,
): ListEntry[] {
  return scored
    .toSorted((one, other) => other.score - one.score || one.entry.index - other.entry.index)
    .slice(0, most)
    .map(({ entry }) => entry);
}

/** An image whose neighbors mostly have one other label, weighted by similarity. */
function doubtOf(
  row: number,
  neighbors: readonly { readonly index: number; readonly similarity: number }[],
  { codes, values }: Field,
): { readonly entry: ListEntry; readonly score: number } | undefined {
  const own = codes[row] ?? -1;
  if (own < 0) return undefined;
  const votes = new Map<number, number>();
  let total = 0;
  for (const { index, similarity } of neighbors) {
    const code = codes[index] ?? -1;
    if (code < 0) continue;
    const weight = Math.max(0, similarity);
    votes.set(code, (votes.get(code) ?? 0) + weight);
    total += weight;
  }
  const [winner] = [...votes].sort(([, one], [, other]) => other - one);
  if (!winner || winner[0] === own || winner[1] < DOUBTED * total) return undefined;
  const [code, weight] = winner;
  const share = Math.round((100 * weight) / total);
  const reason = `labeled ${values[own] ?? ''}, but ${share} % of its neighbors are ${values[code] ?? ''}`;
  const other = neighbors.find(({ index }) => codes[index] === code)?.index;
  return {
    entry: { index: row, reason, ...(other !== undefined && { other }) },
    score: weight / total,
  };
}

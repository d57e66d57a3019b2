import { dotRows, type Matrix } from './matrix.js';
import type { Pause } from './pauser.js';

/** Examples of each tag that images are compared with, the latest first. */
const MOST_EXAMPLES = 48;
/** Examples that vote on a tag. */
const VOTERS = 3;
/** Suggestions for each tag, and images to label next. */
const MOST = 60;

/** An image and how sure a suggestion is. */
export interface Suggestion {
  readonly index: number;
  /** The share of the votes for the tag, from 0 to 1. */
  readonly confidence: number;
}

/** Tags suggested from the tagged images. */
export interface Suggestions {
  readonly tags: readonly { readonly tag: string; readonly images: readonly Suggestion[] }[];
  /** The images whose tags would help most: the least certain ones, of different kinds. */
  readonly next: readonly Suggestion[];
}

/**
 * Suggests tags for images without one: each tag gets the mean similarity of its three most similar examples,
 * and the tag with the highest is suggested.
 * @param vectors [N, F]; on fewer columns faster and less exact.
 * @param examples the images of each tag, at least two tags.
 */
export async function suggestTags(
  vectors: Matrix,
  examples: ReadonlyMap<string, readonly number[]>,
  pause: Pause,
): Promise<Suggestions> {
  const tags = [...examples].map(([tag, images]) => ({
    tag,
    images: images.slice(-MOST_EXAMPLES),
  }));
  const isTagged = new Set([...examples.values()].flat());
  const norms = await rowNorms(vectors, pause);
  const suggested = tags.map(({ tag }) => ({ tag, images: [] as Suggestion[] }));
  const uncertain: Suggestion[] = [];
  for (let row = 0; row < vectors.rows; row++) {
    if (isTagged.has(row)) continue;
    const scores = tags.map(({ images }) => score(vectors, norms, row, images));
    const confidences = softmax(scores);
    const best = confidences.indexOf(Math.max(...confidences));
    const confidence = confidences[best] ?? 0;
    suggested[best]?.images.push({ index: row, confidence });
    uncertain.push({ index: row, confidence });
    await pause();
  }
  for (const { images } of suggested) {
    images.sort((one, other) => other.confidence - one.confidence);
    images.length = Math.min(images.length, MOST);
  }
  uncertain.sort((one, other) => one.confidence - other.confidence);
  return { tags: suggested, next: different(vectors, norms, uncertain) };
}

/** The length of each row. */
async function rowNorms(vectors: Matrix, pause: Pause): Promise<Float32Array> {
  const norms = new Float32Array(vectors.rows);
  for (let row = 0; row < vectors.rows; row++) {
    norms[row] = Math.sqrt(dotRows(vectors, row, vectors, row)) || 1;
    if (row % 256 === 0) await pause();
  }
  return norms;
}

const cosine = (vectors: Matrix, norms: Float32Array, row: number, other: number) =>
  dotRows(vectors, row, vectors, other) / ((norms[row] ?? 1) * (norms[other] ?? 1));

/** The mean cosine of the most similar examples. */
function score(
  vectors: Matrix,
  norms: Float32Array,
  row: number,
  examples: readonly number[],
): number {
  const nearest = examples
    .map((example) => cosine(vectors, norms, row, example))
    .sort((one, other) => other - one)
    .slice(0, VOTERS);
  return nearest.reduce((sum, one) => sum + one, 0) / nearest.length;
}

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const weights = scores.map((one) => Math.exp(10 * (one - most)));
  const sum = weights.reduce((total, one) => total + one, 0);
  return weights.map((one) => one / sum);
}

/** Some of the first images that are not much like each other. */
function different(
  vectors: Matrix,
  norms: Float32Array,
  images: readonly Suggestion[],
): Suggestion[] {
  const chosen: Suggestion[] = [];
  for (const one of images.slice(0, 20 * MOST)) {
    if (chosen.length === MOST) break;
    if (chosen.every(({ index }) => cosine(vectors, norms, index, one.index) < 0.9))
      chosen.push(one);
  }
  return chosen;
}

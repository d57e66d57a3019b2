import type { Progress } from '../dataset/dataset.js';
import { measureImage, type ImageShape } from './decode-image.js';

/** H and W when sizes differ and nobody said which to use. */
const DEFAULT_SIZE = 64;
/** Photographs straight from a camera share one size too, but nobody means to train on that. */
const LARGEST_KEPT = 512;

/** Measures an image of which the header can be read. */
export const measureIfReadable = (bytes: Uint8Array): Promise<ImageShape | undefined> =>
  measureImage(bytes).catch(() => undefined);

/**
 * The size to which all images of a source are decoded: the one that they share if it is at most 512,
 * else a square of 64, which is `resized`.
 * @param shapes of each image; undefined of one that can't be read.
 */
export async function sharedShape(
  shapes: AsyncIterable<ImageShape | undefined>,
  total: number,
  onProgress: (progress: Progress) => void,
): Promise<ImageShape & { readonly resized?: boolean }> {
  const square = { height: DEFAULT_SIZE, width: DEFAULT_SIZE, resized: true };
  let shared: ImageShape | undefined;
  let done = 0;
  for await (const shape of shapes) {
    onProgress({ phase: 'scanning', done: ++done, total });
    if (!shape) continue;
    shared ??= shape;
    const { height, width } = shared;
    if (shape.height !== height || shape.width !== width) return square;
    if (Math.max(height, width) > LARGEST_KEPT) return square;
  }
  return shared ?? square;
}

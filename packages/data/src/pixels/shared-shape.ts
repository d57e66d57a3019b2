import type { Progress } from '../dataset/dataset.js';
import { measureImage } from './decode-image.js';
import type { ImageShape } from '../dataset/image-shape.js';

/** H and W if sizes differ and no `imageSize` was given. */
const DEFAULT_SIZE = 64;
/** Larger images are resized: photos from one camera share a size too, but are too large to train on. */
const LARGEST_KEPT = 512;

/** The size of an image; undefined if its header can't be read. */
export const measureIfReadable = (bytes: Uint8Array): Promise<ImageShape | undefined> =>
  measureImage(bytes).catch(() => undefined);

/**
 * The size to decode all images of a source to: the one they share if it is at most 512, else 64×64 with
 * `resized`.
 * @param shapes of the images; undefined for one that can't be read.
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

import {
  applyViews,
  evaluationView,
  imagesFromBytes,
  sampleView,
  type Random,
  type ViewOptions,
} from '@jssl/augment';
import { shuffledBatches, type Dataset, type ImageBatch, type ImageSet } from '@jssl/data';
import { randomPermutation } from '@jssl/moco';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from './random-streams.js';

/** Height, width and channels of the stored images. */
export type ImageShape = Pick<Dataset, 'height' | 'width' | 'channels'>;

/**
 * The stored images at `indices` as float32 [N, H, W, C] in [0, 1].
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { readImages } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * console.log(readImages(photos.train, photos, [0, 1]).shape); // [ 2, 8, 8, 3 ]
 * ```
 */
export function readImages(
  set: ImageSet,
  shape: ImageShape,
  indices: ArrayLike<number>,
): tf.Tensor4D {
  return toImages(set.read(indices), shape);
}

function toImages(pixels: Uint8Array, { height, width, channels }: ImageShape): tf.Tensor4D {
  const count = pixels.length / (height * width * channels);
  return imagesFromBytes(pixels, [count, height, width, channels]);
}

/** Random views [N, S, S, C] of the images at `indices`, one generator an image. */
export function randomViews(
  images: tf.Tensor4D,
  options: ViewOptions,
  generator: (row: number) => Random,
): tf.Tensor4D {
  const [count, height, width] = images.shape;
  const views = Array.from({ length: count }, (_, row) =>
    sampleView(height, width, options, generator(row)),
  );
  return applyViews(images, views, options);
}

/**
 * Two random views of each image of a batch. The generator of a view depends on the run's seed,
 * the epoch, the image and the view alone, so the views are the same in any batch.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { viewPair } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const batch = { indices: Int32Array.of(0, 1), pixels: photos.train.read([0, 1]) };
 * const [first] = viewPair(batch, photos, defaultViewOptions, { seed: 0, epoch: 1 });
 * console.log(first.shape); // [ 2, 32, 32, 3 ]
 * ```
 */
export function viewPair(
  { indices, pixels }: ImageBatch,
  shape: ImageShape,
  options: ViewOptions,
  at: { readonly seed: number; readonly epoch: number },
): [tf.Tensor4D, tf.Tensor4D] {
  return tf.tidy(() => {
    const images = toImages(pixels, shape);
    const view = (number: number) =>
      randomViews(images, options, (row) =>
        randomStream(at.seed, 'views', at.epoch, indices[row] ?? 0, number),
      );
    return [view(0), view(1)];
  });
}

/**
 * The images of one epoch in random order, in whole batches; a last incomplete one is left out.
 * @example
 * ```ts
 * import { epochBatches } from '@jssl/features';
 *
 * const batches = epochBatches(10, 4, { seed: 0, epoch: 1 });
 * console.log(batches.length, batches[0]?.length); // 2 4
 * ```
 */
export function epochBatches(
  length: number,
  batchSize: number,
  at: { readonly seed: number; readonly epoch: number },
): Int32Array[] {
  const order = randomPermutation(length, randomStream(at.seed, 'order', at.epoch));
  return Array.from({ length: Math.floor(length / batchSize) }, (_, batch) =>
    order.slice(batch * batchSize, (batch + 1) * batchSize),
  );
}

/**
 * The batches of an epoch from one on, with their pixels: in the order of {@link epochBatches}, or by
 * `shuffledBatches` where the pixels are not in memory.
 * @param places within each batch, of the images that are wanted; undefined takes all.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { trainingBatches } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const settings = { batchSize: 8, first: 0 };
 * const batches = trainingBatches(photos.train, photos, settings, { seed: 0, epoch: 1 });
 * console.log([...batches].length); // 2
 * ```
 */
export function* trainingBatches(
  set: ImageSet,
  { streamed = false }: Pick<Dataset, 'streamed'>,
  {
    batchSize,
    first,
    places,
  }: {
    readonly batchSize: number;
    readonly first: number;
    readonly places?: Int32Array | undefined;
  },
  at: { readonly seed: number; readonly epoch: number },
): Generator<ImageBatch, void, undefined> {
  if (streamed) {
    const random = randomStream(at.seed, 'order', at.epoch);
    let index = 0;
    for (const batch of shuffledBatches(set, { batchSize, random })) {
      if (index++ >= first) yield places ? someOf(batch, places) : batch;
    }
    return;
  }
  for (const batch of epochBatches(set.length, batchSize, at).slice(first)) {
    const indices = places ? places.map((place) => batch[place] ?? NaN) : batch;
    yield { indices, pixels: set.read(indices) };
  }
}

function someOf({ indices, pixels }: ImageBatch, places: Int32Array): ImageBatch {
  const size = pixels.length / indices.length;
  const some = new Uint8Array(places.length * size);
  places.forEach((place, row) => {
    some.set(pixels.subarray(place * size, (place + 1) * size), row * size);
  });
  return { indices: places.map((place) => indices[place] ?? NaN), pixels: some };
}

/**
 * The un-augmented images [N, S, S, C] of a set in order, in batches of at most `batchSize`; each is
 * borrowed until the next one is asked for.
 */
export function* evaluationBatches(
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
  batchSize = 256,
): Generator<tf.Tensor4D, void, undefined> {
  for (let start = 0; start < set.length; start += batchSize) {
    const indices = Int32Array.from(
      { length: Math.min(batchSize, set.length - start) },
      (_, row) => start + row,
    );
    const views = tf.tidy(() => evaluationView(readImages(set, shape, indices), options));
    try {
      yield views;
    } finally {
      views.dispose();
    }
  }
}

/**
 * Runs `use` over the batches of {@link evaluationBatches}, tidied up after each.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { forEachEvaluationBatch } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * forEachEvaluationBatch(photos.train, photos, defaultViewOptions, (images, start) => {
 *   console.log(start, images.shape); // 0 [ 18, 32, 32, 3 ]
 * });
 * ```
 */
export function forEachEvaluationBatch(
  set: ImageSet,
  shape: ImageShape,
  options: ViewOptions,
  use: (images: tf.Tensor4D, start: number) => void,
  batchSize?: number,
): void {
  let start = 0;
  for (const views of evaluationBatches(set, shape, options, batchSize)) {
    tf.tidy(() => {
      use(views, start);
    });
    start += views.shape[0];
  }
}

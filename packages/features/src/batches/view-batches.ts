import {
  applyViews,
  evaluationView,
  imagesFromBytes,
  sampleView,
  type Random,
  type ViewOptions,
} from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { shuffledBatches, type ImageBatch, type ImageSet } from '@jssl/data/browser';
import { randomPermutation } from '@jssl/moco';
import * as tf from '@tensorflow/tfjs-core';

import { randomStream } from './random-streams.js';

/** Height, width and channels of the stored images. */
export type ImageShape = Pick<Dataset, 'height' | 'width' | 'channels'>;

/** How views are made of stored images. */
export interface ViewSource {
  /** The data set of the images, or any object with the same shape properties. */
  readonly data: ImageShape;
  readonly views: ViewOptions;
}

/** The epoch of a run. */
export interface EpochKey {
  /** Seed of the run. */
  readonly seed: number;
  /** Number of the epoch, from 1. */
  readonly epoch: number;
}

/**
 * Reads images as float32 [N, H, W, C] in [0, 1].
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
  data: ImageShape,
  indices: ArrayLike<number>,
): tf.Tensor4D {
  return toImages(set.read(indices), data);
}

function toImages(pixels: Uint8Array, { height, width, channels }: ImageShape): tf.Tensor4D {
  const count = pixels.length / (height * width * channels);
  return imagesFromBytes(pixels, [count, height, width, channels]);
}

/** Random views [N, S, S, C] of images [N, H, W, C], with one random generator per image. */
export function randomViews(
  images: tf.Tensor4D,
  options: ViewOptions,
  generator: (row: number) => Random,
): tf.Tensor4D {
  const [count, height, width] = images.shape;
  const views = Array.from({ length: count }, (_, row) =>
    sampleView([height, width], options, generator(row)),
  );
  return applyViews(images, views, options);
}

/**
 * Two random views of each image of a batch. A view depends only on the seed, the epoch, the image and its
 * number (0 or 1), so it is the same in any batch.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { viewPair } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const batch = { indices: Int32Array.of(0, 1), pixels: photos.train.read([0, 1]) };
 * const [first] = viewPair(batch, {
 *   data: photos,
 *   views: defaultViewOptions,
 *   seed: 0,
 *   epoch: 1,
 * });
 * console.log(first.shape); // [ 2, 32, 32, 3 ]
 * ```
 */
export function viewPair(
  { indices, pixels }: ImageBatch,
  { data, views, seed, epoch }: ViewSource & EpochKey,
): [tf.Tensor4D, tf.Tensor4D] {
  return tf.tidy(() => {
    const images = toImages(pixels, data);
    const view = (number: number) =>
      randomViews(images, views, (row) =>
        randomStream(seed, 'views', epoch, indices[row] ?? 0, number),
      );
    return [view(0), view(1)];
  });
}

/**
 * The batches of an epoch: image indices in random order. A last incomplete batch is dropped.
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
  { seed, epoch }: EpochKey,
): Int32Array[] {
  const order = randomPermutation(length, randomStream(seed, 'order', epoch));
  return Array.from({ length: Math.floor(length / batchSize) }, (_, batch) =>
    order.slice(batch * batchSize, (batch + 1) * batchSize),
  );
}

/** Which batches of an epoch to read, and in which order. */
export interface TrainingBatchOptions extends EpochKey {
  readonly batchSize: number;
  /** The first batch to read, from 0. Default 0. */
  readonly first?: number;
  /** Indices within each batch of the images to read; undefined reads all. */
  readonly places?: Int32Array | undefined;
  /** Whether the pixels are read from disk, in large sequential reads. Default false. */
  readonly streamed?: boolean | undefined;
}

/**
 * The batches of an epoch with their pixels, starting at batch `first`. The order is that of
 * {@link epochBatches}, or of `shuffledBatches` for streamed images.
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { trainingBatches } from '@jssl/features';
 *
 * const { train } = await openDataset('photos');
 * const batches = trainingBatches(train, { batchSize: 8, seed: 0, epoch: 1 });
 * console.log([...batches].length); // 2
 * ```
 */
export function* trainingBatches(
  set: ImageSet,
  { batchSize, first = 0, places, streamed = false, ...at }: TrainingBatchOptions,
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
 * The un-augmented, normalized images [N, S, S, C] of a set in order, in batches of at most `batchSize`; each
 * is borrowed until the next one is requested.
 * @example
 * ```ts
 * import { defaultViewOptions } from '@jssl/augment';
 * import { openDataset } from '@jssl/data';
 * import { evaluationBatches } from '@jssl/features';
 *
 * const photos = await openDataset('photos');
 * const options = { data: photos, views: defaultViewOptions };
 * for (const images of evaluationBatches(photos.train, options)) {
 *   console.log(images.shape); // [ 18, 32, 32, 3 ]
 * }
 * ```
 */
export function* evaluationBatches(
  set: ImageSet,
  { data, views, batchSize = 256 }: ViewSource & { readonly batchSize?: number },
): Generator<tf.Tensor4D, void, undefined> {
  for (let start = 0; start < set.length; start += batchSize) {
    const indices = Int32Array.from(
      { length: Math.min(batchSize, set.length - start) },
      (_, row) => start + row,
    );
    const images = tf.tidy(() => evaluationView(readImages(set, data, indices), views));
    try {
      yield images;
    } finally {
      images.dispose();
    }
  }
}

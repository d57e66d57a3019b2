import { resize, type Random, type ViewOptions } from '@jssl/augment';
import { type Dataset, type ImageSet, selectImages } from '@jssl/data';
import { classificationReport, knnSweep, type ClassificationReport } from '@jssl/eval';
import { embedImages, pixelFeatures, type FeatureExtractor } from '@jssl/features';
import * as tf from '@tensorflow/tfjs-core';

import { neighborsAmong } from './nearest-neighbors.js';
import type { Neighbors } from './neighbors.js';
import type { LabeledSet, Places, StudiedImages } from './studied-images.js';

/** Images embedded before yielding to signals and timers. */
const SLICE = 1024;

/** If raw pixels would take more memory than this, larger views are reduced to {@link SMALL_SIDE}. */
const MOST_PIXEL_BYTES = 2 ** 30;
const SMALL_SIDE = 32;

/** The side to which views are reduced before their raw pixels are compared: their own, if memory allows. */
export function pixelSide(
  size: number,
  { images, channels }: { images: number; channels: number },
) {
  const bytes = 4 * size * size * channels * images;
  return bytes > MOST_PIXEL_BYTES ? Math.min(SMALL_SIDE, size) : size;
}

/** The raw pixels of views [N, S, S, C], reduced to a side, as unit vectors. */
export function reducedPixelFeatures(side: number): FeatureExtractor {
  return (views) =>
    tf.tidy(() => pixelFeatures(side < views.shape[1] ? resize(views, [side, side]) : views));
}

/** How to classify the test images by those of a bank. */
export interface KnnQuestion {
  readonly bank: LabeledSet;
  /** Of all embedded images. */
  readonly targets: Int32Array;
  /** L */
  readonly classes: number;
  readonly k: number;
  readonly temperature: number;
  /** Creates the random generator for the confidence intervals. */
  readonly random: () => Random;
}

/** How well all test images were classified, and the prediction for each test image of the gallery. */
export type Classification = ClassificationReport & { readonly predictions: Int32Array };

/** Neighbors and classification of a gallery by one kind of feature. */
export interface StudiedFeatures {
  /** Of each image of the gallery; empty if none were requested. */
  readonly neighbors: readonly Neighbors[];
  /** Present if requested. */
  readonly knn: Classification | undefined;
}

export interface FeatureQuestion {
  /** How many neighbors of each image, 0 for none. */
  readonly neighbors: number;
  readonly knn: KnnQuestion | undefined;
  /** Called with the number of images embedded since the last call; may throw to stop. */
  readonly onEmbedded?: (images: number) => void;
}

/** Embeds the gallery and finds each image's neighbors in it and its class by weighted kNN. */
export async function studyFeatures(
  extract: FeatureExtractor,
  run: {
    readonly data: Dataset;
    readonly views: ViewOptions;
    readonly images: Pick<StudiedImages, 'embedded' | 'places'>;
  },
  { neighbors: k, knn, onEmbedded = () => undefined }: FeatureQuestion,
): Promise<StudiedFeatures> {
  const { data, views, images } = run;
  const embed = (set: ImageSet) =>
    embedWithPauses(set, onEmbedded, (slice) => embedImages(extract, slice, { data, views }));
  const queries = await embed(images.embedded);
  try {
    const { places } = images;
    if (!knn) return { neighbors: k === 0 ? [] : await neighborsAmong(queries, k), knn };
    const bank = await embed(knn.bank);
    try {
      const neighbors = k === 0 ? [] : await neighborsOfGallery({ queries, bank }, places, k);
      return { neighbors, knn: await classify(knn, bank, { queries, places: places.embedded }) };
    } finally {
      bank.dispose();
    }
  } finally {
    queries.dispose();
  }
}

async function classify(
  question: KnnQuestion,
  bank: tf.Tensor2D,
  { queries, places }: { readonly queries: tf.Tensor2D; readonly places: Int32Array },
): Promise<Classification> {
  const { targets, classes, k, temperature, random } = question;
  const [row] = await knnSweep(
    { bank, labels: question.bank.labels, queries, targets },
    { ks: [k], temperatures: [temperature], classes },
  );
  if (!row) throw new Error('studyFeatures: a sweep of one setting returned no row');
  const { guesses } = row;
  return {
    ...classificationReport(guesses, targets, { classes, random: random() }),
    predictions: places.map((place) => guesses.predictions[place] ?? NaN),
  };
}

async function neighborsOfGallery(
  { queries, bank }: { readonly queries: tf.Tensor2D; readonly bank: tf.Tensor2D },
  places: Places,
  k: number,
): Promise<Neighbors[]> {
  const gallery = tf.tidy(() => {
    const chosen = [
      [queries, places.embedded],
      [bank, places.bank],
    ] as const;
    const parts = chosen
      .filter(([, at]) => at.length > 0)
      .map(([features, at]) => tf.gather(features, tf.tensor1d(at, 'int32')));
    return tf.concat2d(parts, 0);
  });
  try {
    return await neighborsAmong(gallery, k);
  } finally {
    gallery.dispose();
  }
}

/** Embeds images in slices and yields to signals and timers after each. */
async function embedWithPauses(
  images: ImageSet,
  onEmbedded: (images: number) => void,
  embed: (slice: ImageSet) => Promise<tf.Tensor2D>,
): Promise<tf.Tensor2D> {
  const slices: tf.Tensor2D[] = [];
  try {
    for (let start = 0; start < images.length; start += SLICE) {
      const length = Math.min(SLICE, images.length - start);
      const indices = Int32Array.from({ length }, (_, at) => start + at);
      slices.push(await embed(selectImages(images, indices)));
      onEmbedded(length);
      await new Promise(setImmediate);
    }
    return tf.concat2d(slices, 0);
  } finally {
    tf.dispose(slices);
  }
}

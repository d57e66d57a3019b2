import { resize, type Random, type ViewOptions } from '@jssl/augment';
import { type Dataset, type ImageSet, selectImages } from '@jssl/data';
import { classificationReport, knnSweep, type ClassificationReport } from '@jssl/eval';
import { embedImages, pixelFeatures, type FeatureExtractor } from '@jssl/features';
import * as tf from '@tensorflow/tfjs-core';

import { nearestNeighbors, type Neighbors } from './nearest-neighbors.js';
import type { LabeledSet } from './studied-images.js';

/** Images embedded between two pauses. */
const SLICE = 1024;

/** Raw pixels of larger views are those of views of this side: the memory they take has a bound. */
export const PIXEL_SIDE = 32;

/** The raw pixels of views [N, S, S, C] of at most {@link PIXEL_SIDE}, as unit vectors. */
export const smallPixelFeatures: FeatureExtractor = (views) =>
  tf.tidy(() => {
    const side = Math.min(PIXEL_SIDE, views.shape[1]);
    return pixelFeatures(resize(views, [side, side]));
  });

/** How to classify the images of the gallery by those of a bank. */
export interface KnnQuestion {
  readonly bank: LabeledSet;
  readonly targets: Int32Array;
  /** L */
  readonly classes: number;
  readonly k: number;
  readonly temperature: number;
  /** For the confidence interval. */
  readonly random: Random;
}

/** How the images of a gallery were classified, and what each was taken for. */
export type Classification = ClassificationReport & { readonly predictions: Int32Array };

/** What a way to embed images makes of them. */
export interface StudiedFeatures {
  /** Of each image of the gallery; empty where none were asked for. */
  readonly neighbors: readonly Neighbors[];
  /** Present where it was asked for. */
  readonly knn: Classification | undefined;
}

/**
 * Embeds the images of a gallery, and finds for each its neighbors among them and its class by
 * weighted kNN.
 * @param question.neighbors how many of each image, 0 for none.
 * @param onEmbedded hears how many images were embedded since; what it throws ends the work.
 */
export async function studyFeatures(
  extract: FeatureExtractor,
  gallery: ImageSet,
  { data, views }: { readonly data: Dataset; readonly views: ViewOptions },
  question: { readonly neighbors: number; readonly knn: KnnQuestion | undefined },
  onEmbedded: (images: number) => void = () => undefined,
): Promise<StudiedFeatures> {
  const embed = (images: ImageSet) =>
    embedWithPauses(images, onEmbedded, (slice) => embedImages(extract, slice, { data, views }));
  const { knn } = question;
  const queries = await embed(gallery);
  try {
    const neighbors = question.neighbors === 0 ? [] : nearestNeighbors(queries, question.neighbors);
    if (!knn) return { neighbors, knn };
    const bank = await embed(knn.bank);
    try {
      return { neighbors, knn: await classify(knn, bank, queries) };
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
  queries: tf.Tensor2D,
): Promise<Classification> {
  const { targets, classes, k, temperature, random } = question;
  const [row] = await knnSweep(
    { bank, labels: question.bank.labels, queries, targets },
    { ks: [k], temperatures: [temperature], classes },
  );
  if (!row) throw new Error('studyFeatures: a sweep of one setting gave no row');
  const { guesses } = row;
  return {
    ...classificationReport(guesses, targets, { classes, random }),
    predictions: guesses.predictions,
  };
}

/** Features of images, embedded in slices between which signals and timers get their turn. */
async function embedWithPauses(
  images: ImageSet,
  onEmbedded: (images: number) => void,
  embed: (slice: ImageSet) => Promise<tf.Tensor2D>,
): Promise<tf.Tensor2D> {
  const slices: tf.Tensor2D[] = [];
  try {
    for (let start = 0; start < images.length; start += SLICE) {
      const length = Math.min(SLICE, images.length - start);
      const places = Int32Array.from({ length }, (_, at) => start + at);
      slices.push(await embed(selectImages(images, places)));
      onEmbedded(length);
      await new Promise(setImmediate);
    }
    return tf.concat2d(slices, 0);
  } finally {
    tf.dispose(slices);
  }
}

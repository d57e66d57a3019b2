import { keyedRandom, type ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { encoderFeatures, untrainedEncoder, type FeatureExtractor } from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import { type TrainConfig } from '@jssl/trainer';

import { isLeftOut, type LeftOut } from './left-out.js';
import type { Neighbors } from './nearest-neighbors.js';
import type { StudiedImages } from './studied-images.js';
import {
  PIXEL_SIDE,
  smallPixelFeatures,
  studyFeatures,
  type Classification,
  type KnnQuestion,
} from './study-features.js';

/** A run with its encoder and the images to look at. */
export interface OpenedRun {
  readonly config: TrainConfig;
  readonly data: Dataset;
  readonly encoder: Encoder;
  readonly views: ViewOptions;
  readonly images: StudiedImages;
}

/** A way to embed images, measured by kNN. */
export interface KnnRow extends Classification {
  readonly name: string;
}

export interface KnnStudy {
  /** Neighbors that vote: the run's k, or the size of the bank if that is smaller. */
  readonly k: number;
  readonly runK: number;
  readonly temperature: number;
  /** B, the training images in which neighbors are searched. */
  readonly bank: number;
  /** How many training images the run has. */
  readonly trainImages: number;
  /** The trained encoder, then its baselines. */
  readonly rows: readonly [trained: KnnRow, ...baselines: KnnRow[]];
}

export interface ComparedFeatures {
  /** The neighbors of each image of the gallery, by the encoder and by raw pixels. */
  readonly neighbors: {
    readonly encoder: readonly Neighbors[];
    readonly pixels: readonly Neighbors[];
  };
  readonly knn: KnnStudy | LeftOut;
}

/** UMAP's usual 15, of which the image itself is one. */
const MAP_NEIGHBORS = 14;
/** Neighbors shown of an image. */
export const SHOWN_NEIGHBORS = 8;

/**
 * Embeds the images of a run with its encoder, as raw pixels and, if they can be classified, with the
 * same network at its random initial weights.
 */
export async function compareFeatures(
  run: OpenedRun,
  onProgress: (done: number, total: number) => void,
): Promise<ComparedFeatures> {
  const { encoder, config, images, views } = run;
  const { gallery, train } = images;
  const question = knnQuestion(run);
  const knn = isLeftOut(question) ? undefined : question;
  const total = (gallery.length + (knn?.bank.length ?? 0)) * (knn ? 3 : 2);
  let done = 0;
  const study = async (name: string, extract: FeatureExtractor, neighbors: number) => {
    const studied = await studyFeatures(extract, run, {
      neighbors: Math.min(neighbors, gallery.length - 1),
      knn,
      onEmbedded: (embedded) => {
        done += embedded;
        onProgress(done, total);
      },
    });
    return { neighbors: studied.neighbors, rows: studied.knn ? [{ name, ...studied.knn }] : [] };
  };
  const trained = await study('trained encoder', encoderFeatures(encoder), MAP_NEIGHBORS);
  const reduced = views.size > PIXEL_SIDE ? ` (${PIXEL_SIDE}x${PIXEL_SIDE})` : '';
  const pixels = await study(`raw pixels${reduced}`, smallPixelFeatures, SHOWN_NEIGHBORS);
  const neighbors = { encoder: trained.neighbors, pixels: pixels.neighbors };
  if (isLeftOut(question)) return { neighbors, knn: question };
  const untrained = untrainedEncoder(encoder, config.seed);
  try {
    const random = await study('random weights', encoderFeatures(untrained), 0);
    const { k, temperature, bank } = question;
    const [row, ...baselines] = [trained, pixels, random].flatMap(({ rows }) => rows);
    if (!row) throw new Error('compareFeatures: nothing was classified');
    const sizes = { bank: bank.length, trainImages: train.length };
    const rows = [row, ...baselines] as const;
    return { neighbors, knn: { k, runK: config.k, temperature, ...sizes, rows } };
  } finally {
    untrained.dispose();
  }
}

/** How to classify the gallery, or why that is not possible. */
function knnQuestion({ config, data, images }: OpenedRun): KnnQuestion | LeftOut {
  const { bank, gallery } = images;
  if (isLeftOut(bank)) return bank;
  return {
    bank,
    targets: gallery.labels ?? new Int32Array(),
    classes: data.classes?.length ?? 0,
    k: Math.min(config.k, bank.length),
    temperature: config.knnTemperature ?? config.temperature,
    random: keyedRandom(config.seed),
  };
}

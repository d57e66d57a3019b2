import type { ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { isUnbalanced } from '@jssl/eval';
import {
  encoderFeatures,
  mostFrequentAccuracy,
  randomStream,
  runNeighbors,
  untrainedEncoder,
  type FeatureExtractor,
  type MostFrequentAccuracy,
} from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import { type TrainConfig } from '@jssl/trainer';

import { isLeftOut, type LeftOut } from './left-out.js';
import type { Neighbors } from './neighbors.js';
import type { StudiedImages } from './studied-images.js';
import {
  pixelSide,
  reducedPixelFeatures,
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
  /** Whether `data` holds the images that the run was trained on. */
  readonly hasRunsImages: boolean;
}

/** A way to embed images, measured by kNN. */
export interface KnnRow extends Classification {
  readonly name: string;
}

export interface KnnStudy {
  /** Neighbors that vote: the run's k, or fewer if other images need it. */
  readonly k: number;
  readonly runK: number | undefined;
  readonly temperature: number;
  /** B, the training images in which neighbors are searched. */
  readonly bank: number;
  /** How many training images the run has. */
  readonly trainImages: number;
  /** How many test images were classified: all of them. */
  readonly testImages: number;
  /** Their true classes. */
  readonly targets: Int32Array;
  /** Whether the classes have different numbers of test images. */
  readonly unbalanced: boolean;
  readonly mostFrequent: MostFrequentAccuracy;
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

/** UMAP's usual 15, including the image itself. */
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
  const { embedded, gallery, train } = images;
  const question = knnQuestion(run);
  const knn = isLeftOut(question) ? undefined : question;
  const total = (embedded.length + (knn?.bank.length ?? 0)) * (knn ? 3 : 2);
  let done = 0;
  const study = async (name: string, extract: FeatureExtractor, neighbors: number) => {
    const studied = await studyFeatures(extract, run, {
      neighbors: Math.min(neighbors, gallery.length - 1),
      knn,
      onEmbedded: (count) => {
        done += count;
        onProgress(done, total);
      },
    });
    return { neighbors: studied.neighbors, rows: studied.knn ? [{ name, ...studied.knn }] : [] };
  };
  const trained = await study('trained encoder', encoderFeatures(encoder), MAP_NEIGHBORS);
  const side = pixelSide(views.size, {
    ...{ images: Math.max(embedded.length, knn?.bank.length ?? 0), channels: run.data.channels },
  });
  const reduced = side < views.size ? ` (${side}x${side})` : '';
  const pixels = await study(`raw pixels${reduced}`, reducedPixelFeatures(side), SHOWN_NEIGHBORS);
  const neighbors = { encoder: trained.neighbors, pixels: pixels.neighbors };
  if (isLeftOut(question)) return { neighbors, knn: question };
  const untrained = untrainedEncoder(encoder, config.seed, {
    stemWeights: config.stemInit,
  });
  try {
    const random = await study('random weights', encoderFeatures(untrained), 0);
    const { k, temperature, bank, targets, classes } = question;
    const [row, ...baselines] = [trained, pixels, random].flatMap(({ rows }) => rows);
    if (!row) throw new Error('compareFeatures: nothing was classified');
    const sizes = {
      ...{ bank: bank.length, trainImages: train.length, testImages: targets.length },
      targets,
      unbalanced: isUnbalanced(targets, classes),
      mostFrequent: mostFrequentAccuracy(bank.labels, targets, classes),
    };
    const rows = [row, ...baselines] as const;
    return { neighbors, knn: { k, runK: config.k, temperature, ...sizes, rows } };
  } finally {
    untrained.dispose();
  }
}

/** How to classify the test images, or why that is not possible. */
function knnQuestion({ config, data, images, hasRunsImages }: OpenedRun): KnnQuestion | LeftOut {
  const { bank, embedded } = images;
  if (isLeftOut(bank)) return bank;
  return {
    bank,
    targets: embedded.labels ?? new Int32Array(),
    classes: data.classes?.length ?? 0,
    k: runNeighbors(config.k, bank.labels, hasRunsImages).k,
    temperature: config.knnTemperature ?? config.temperature,
    // The same as in all evaluations, so that the intervals agree.
    random: () => randomStream(config.seed, 'bootstrap'),
  };
}

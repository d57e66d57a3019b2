import { keyedRandom, type ViewOptions } from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { encoderFeatures, untrainedEncoder, type FeatureExtractor } from '@jssl/features';
import type { Encoder } from '@jssl/resnet';
import { type TrainConfig } from '@jssl/trainer';

import type { Neighbors } from './nearest-neighbors.js';
import { isLeftOut, type KnnStudy, type LeftOut } from './run-study.js';
import type { StudiedImages } from './studied-images.js';
import {
  PIXEL_SIDE,
  smallPixelFeatures,
  studyFeatures,
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

export interface ComparedFeatures {
  /** Of each image of the gallery, to the encoder and as raw pixels. */
  readonly neighbors: {
    readonly encoder: readonly Neighbors[];
    readonly pixels: readonly Neighbors[];
  };
  readonly knn: KnnStudy | LeftOut;
}

/**
 * Embeds the images of a run with its encoder, as raw pixels and, where they can be classified, with
 * the same network of the random weights that it began with.
 * @param wanted neighbors of each image, or as many as there are.
 */
export async function compareFeatures(
  run: OpenedRun,
  wanted: { readonly encoder: number; readonly pixels: number },
  onProgress: (done: number, total: number) => void,
): Promise<ComparedFeatures> {
  const { encoder, config, images, views } = run;
  const { gallery, train } = images;
  const question = knnQuestion(run);
  const knn = isLeftOut(question) ? undefined : question;
  const total = (gallery.length + (knn?.bank.length ?? 0)) * (knn ? 3 : 2);
  let done = 0;
  const study = async (name: string, extract: FeatureExtractor, neighbors: number) => {
    const asked = { neighbors: Math.min(neighbors, gallery.length - 1), knn };
    const studied = await studyFeatures(extract, gallery, run, asked, (embedded) => {
      done += embedded;
      onProgress(done, total);
    });
    return { neighbors: studied.neighbors, rows: studied.knn ? [{ name, ...studied.knn }] : [] };
  };
  const trained = await study('trained encoder', encoderFeatures(encoder), wanted.encoder);
  const reduced = views.size > PIXEL_SIDE ? ` (${PIXEL_SIDE}x${PIXEL_SIDE})` : '';
  const pixels = await study(`raw pixels${reduced}`, smallPixelFeatures, wanted.pixels);
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

/** How the gallery is to be classified, or why it is not. */
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

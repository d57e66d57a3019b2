import type { Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { loadEncoder } from '@jssl/features';
import { InputError } from '@jssl/settings';
import type { RunSummary } from '@jssl/trainer';

import { compareFeatures, type ComparedFeatures, type OpenedRun } from './compare-features.js';
import { studiedImages } from './studied-images.js';

/** Progress of a study: `done` grows to `total` within each phase. */
export interface StudyProgress {
  readonly phase: 'embedding' | 'drawing thumbnails' | 'laying out the map';
  readonly done: number;
  readonly total: number;
}

/** What to study, and how to show progress and stop. */
export interface StudyOptions {
  /** Which weights of the run. Default `last`. */
  readonly weights?: 'best' | 'last';
  /** Largest number of images on the map. Default 5,000. */
  readonly mapImages?: number;
  /**
   * Largest number of training images in the kNN bank. Default 100,000: with fewer images than that, accuracies
   * are those of `jssl knn`.
   */
  readonly bankImages?: number;
  readonly onProgress?: (progress: StudyProgress) => void;
  /** Cancels the study, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A run whose encoder and images are open, for the parts of a study to use. */
export interface StudiedRun extends OpenedRun {
  /** Neighbors and kNN accuracies, computed on the first call. */
  readonly compared: () => Promise<ComparedFeatures>;
  /** Reports progress; throws when the study is cancelled. */
  readonly report: (progress: StudyProgress) => void;
  dispose(): void;
}

/**
 * Opens the encoder and the images of a run.
 * @throws InputError for missing or damaged weights, no images, or images that do not fit the weights.
 */
export async function openStudiedRun(
  { config, path, fingerprint }: RunSummary,
  data: Dataset,
  options: StudyOptions,
): Promise<StudiedRun> {
  const { weights, mapImages = 5000, bankImages = 100_000, onProgress, signal } = options;
  await loadEngine();
  const images = studiedImages(data, config, { mapImages, bankImages });
  const { encoder, file, views } = loadEncoder(path, weights);
  if (data.channels !== encoder.config.inChannels) {
    encoder.dispose();
    throw new InputError(
      `${file} was trained on images with ${encoder.config.inChannels} channels, but ${data.name} has ${data.channels}`,
    );
  }
  const hasRunsImages = fingerprint === undefined || fingerprint === data.fingerprint;
  const opened = { config, data, encoder, views, images, hasRunsImages };
  const report = (progress: StudyProgress) => {
    signal?.throwIfAborted();
    onProgress?.(progress);
  };
  let compared: Promise<ComparedFeatures> | undefined;
  return {
    ...opened,
    compared: () =>
      (compared ??= compareFeatures(opened, (done, total) => {
        report({ phase: 'embedding', done, total });
      })),
    report,
    dispose: () => {
      encoder.dispose();
    },
  };
}

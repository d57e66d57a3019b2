import type { Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import {
  describeImport,
  encoderFeatures,
  loadEncoder,
  type FeatureExtractor,
  type LoadedEncoder,
} from '@jssl/features';
import { featureSize, type Encoder } from '@jssl/resnet';
import { InputError, printable } from '@jssl/settings';
import type { RunConfig } from '@jssl/trainer';

import { recordedRun } from './recorded-run.js';
import { checkRunWeights } from './weights-settings.js';

/** Which weights of a run: after its last epoch, or of its best one. */
export type RunWeights = 'best' | 'last';

/** A trained encoder, loaded. Dispose it when done. */
export interface Run {
  /** The run folder or weights file. */
  readonly path: string;
  /** The weights file. */
  readonly file: string;
  readonly encoder: Encoder;
  /** F, the length of a feature. */
  readonly featureSize: number;
  /** C, the channels of its images. */
  readonly channels: number;
  /** How images are prepared: size and normalization. */
  readonly views: LoadedEncoder['views'];
  /** Images to unit-length features [N, F]. */
  readonly extract: FeatureExtractor;
  /** What was found in a weights file of another program; undefined for JSSL's own. */
  readonly importNote: string | undefined;
  /** `config.json` of a run folder; empty for a weights file. */
  readonly recorded: Partial<RunConfig>;
  /** The images that it was trained on, if they were given. */
  readonly data?: string | Dataset | undefined;
  dispose(): void;
}

/** How to open a run. */
export interface OpenRunOptions {
  /** Default `last`. */
  readonly weights?: RunWeights | undefined;
  /** When it aborts, the call rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The images that the run was trained on. Default: where they were, if the run was trained on this machine
   * by this user, or its images were given before.
   */
  readonly data?: string | Dataset | undefined;
}

/**
 * Loads TensorFlow and the encoder of a run folder or weights file (JSSL's, or a PyTorch ResNet's).
 * @throws InputError for a path that is neither a run nor a weights file, or damaged; SettingError for unknown `weights`.
 * @example
 * ```ts
 * import { openRun } from '@jssl/workflows';
 *
 * const run = await openRun('runs/photos');
 * console.log(run.featureSize, run.recorded.config?.method); // 32 jaccard-moco
 * run.dispose();
 * ```
 */
export async function openRun(
  path: string,
  { weights = 'last', signal, data }: OpenRunOptions = {},
): Promise<Run> {
  checkRunWeights(weights);
  signal?.throwIfAborted();
  const recorded = recordedRun(path);
  await loadEngine();
  signal?.throwIfAborted();
  const { encoder, ...loaded } = loadEncoder(path, weights);
  const { views, file } = loaded;
  const extract = encoderFeatures(encoder);
  const run: Run = {
    ...{ path, file, encoder, views, recorded, data },
    importNote: describeImport({ ...loaded, config: encoder.config }),
    featureSize: featureSize(encoder.config),
    channels: encoder.config.inChannels,
    extract: (...images) => {
      requireOpen(run);
      return extract(...images);
    },
    dispose: () => {
      if (disposed.has(run)) return;
      disposed.add(run);
      encoder.dispose();
    },
  };
  return run;
}

const disposed = new WeakSet<Run>();

/** @throws InputError for a run whose encoder has been disposed. */
export function requireOpen(run: Run): void {
  if (!disposed.has(run)) return;
  throw new InputError(`the run ${printable(run.path)} has been disposed; open it again with openRun`);
}

/** Runs work with a run. If it is given by path, it is opened first and disposed afterwards. */
export async function withRun<Result>(
  run: string | Run,
  options: OpenRunOptions,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  if (typeof run !== 'string') {
    requireOpen(run);
    return work(run);
  }
  const opened = await openRun(run, options);
  try {
    return await work(opened);
  } finally {
    opened.dispose();
  }
}

import type { MostFrequentAccuracy } from '@jssl/features';

import type { MethodName } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import type { EncoderMeasures } from './measure-encoder.js';
import type { ComparedRetrieval } from './partner-retrieval.js';

/** A completed run of a comparison: measured, or failed. */
export interface ComparedRun {
  readonly name: string;
  readonly method: MethodName;
  readonly temperature: number;
  readonly weights: TrainConfig['weights'];
  readonly seed: number;
  /** Mean time of the steps of an epoch, without evaluations. */
  readonly secondsPerEpoch?: number;
  readonly measures?: EncoderMeasures;
  /** Message of the error of a failed run. */
  readonly error?: string;
}

/** A baseline without training, measured the same way. */
export interface ComparedBaseline {
  readonly name: 'raw pixels' | 'random weights';
  readonly seed: number;
  readonly measures: EncoderMeasures;
}

/** The images that the methods are compared on. */
export interface ComparedData {
  readonly name: string;
  readonly fingerprint: string;
  /** L */
  readonly classes: number;
  readonly trainImages: number;
  readonly validationImages: number | undefined;
  readonly testImages: number;
  readonly testOrigin: string | undefined;
  /** Whether the classes have different numbers of test images; absent in older records. */
  readonly unbalanced?: boolean;
  /** The accuracy of always guessing it; absent in older records. */
  readonly mostFrequent?: MostFrequentAccuracy & { readonly class: string };
  /** Undefined when test images have no partners, and in older records. */
  readonly retrieval?: ComparedRetrieval;
}

/** A comparison so far: `comparison.json`. */
export interface Comparison {
  /** The settings of all runs, except method, temperature, weights and seed. */
  readonly config: TrainConfig;
  readonly data: ComparedData;
  /** Names and values that describe the machine. */
  readonly machine: Readonly<Record<string, string>>;
  /** As passed in `about`. */
  readonly about: Readonly<Record<string, unknown>>;
  /** Whether the runs with the weights of `controlWeights` are control arms; absent in older records. */
  readonly controls?: boolean;
  /** Differences smaller than this count as equivalent, in percentage points; absent in older records. */
  readonly margin?: number;
  /** The names of the runs in the most recent plan. */
  readonly planned: readonly string[];
  readonly runs: readonly ComparedRun[];
  readonly baselines: readonly ComparedBaseline[];
}

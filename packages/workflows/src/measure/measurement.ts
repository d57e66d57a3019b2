import type { Dataset } from '@jssl/data';
import { isUnbalanced } from '@jssl/eval';
import { chanceAccuracy, mostFrequentAccuracy, type MostFrequentAccuracy } from '@jssl/features';
import type { Verdict } from '@jssl/report';

import type { EvaluatedRun } from './evaluated-run.js';

/** What a row of a measurement describes. */
export interface MeasuredSubject {
  readonly name: string;
  /** Which weights of the run were measured; undefined for a row that is not the run's encoder. */
  readonly weights?: readonly string[];
}

/** A confidence interval of an accuracy. */
export interface AccuracyInterval {
  readonly low: number;
  readonly high: number;
}

/** Accuracies: shares in [0, 1], with 95 % bootstrap intervals. */
export interface MeasuredAccuracy {
  readonly top1: number | undefined;
  readonly top5: number | undefined;
  /** Balanced accuracy: the mean of the per-class accuracies over the classes that have images. */
  readonly balanced?: number | undefined;
  readonly top1Interval?: AccuracyInterval;
  readonly top5Interval?: AccuracyInterval;
}

/** A row with the accuracy of each class. */
export interface ClassifiedRow extends MeasuredSubject, MeasuredAccuracy {
  /** Which epoch of the classifier's training. */
  readonly epoch?: string;
  /** Share of each class's images classified correctly [L], NaN for a class without images. */
  readonly perClass: readonly number[];
  /** Counts [L, L]; rows are the true classes. */
  readonly confusion: readonly (readonly number[])[];
}

/** The accuracy of guessing: at random, or always the most frequent class. */
export type ChanceRow =
  | ReturnType<typeof chanceAccuracy>
  | (MostFrequentAccuracy & {
      /** The name of the class. */
      readonly class: string;
    });

/** The rows of guessing, which need no features. */
export function guessedRows({
  data,
  train,
  classes,
}: Pick<EvaluatedRun, 'data' | 'train' | 'classes'>): ChanceRow[] {
  const { labels = [] } = train;
  const row = mostFrequentAccuracy(labels, data.test?.labels ?? [], classes);
  return [{ ...row, class: data.classes?.[row.label] ?? '' }, chanceAccuracy(classes)];
}

/** What was measured, and on which images. */
export interface Measurement<Settings, Row> {
  /** The run folder or weights file. */
  readonly run: string;
  readonly data: Pick<Dataset, 'name' | 'classes' | 'testOrigin'> & {
    readonly trainImages: number;
    readonly validationImages: number | undefined;
    readonly testImages: number | undefined;
    /** Whether the classes have different numbers of test images: then compare balanced accuracies too. */
    readonly unbalanced: boolean;
  };
  readonly settings: Settings;
  /** The trained encoders, then their baselines, the most frequent class, and chance. */
  readonly rows: readonly Row[];
  /** What the accuracies mean, and what to do next. */
  readonly verdict: Verdict;
}

export function describeMeasurement(path: string, { data, train, classes: count }: EvaluatedRun) {
  const { name, classes, testOrigin, validation, test } = data;
  return {
    run: path,
    data: {
      name,
      ...(classes && { classes }),
      ...(testOrigin && { testOrigin }),
      trainImages: train.length,
      validationImages: validation?.length,
      testImages: test?.length,
      unbalanced: isUnbalanced(test?.labels ?? [], count),
    },
  };
}

/**
 * The name of a row with its weights.
 * @example
 * ```ts
 * import { rowName } from '@jssl/workflows';
 *
 * console.log(rowName({ name: 'trained encoder', weights: ['last', 'best'] })); // trained encoder (last = best)
 * ```
 */
export function rowName({ name, weights }: MeasuredSubject): string {
  return weights ? `${name} (${weights.join(' = ')})` : name;
}

import type { EpochMetrics } from './run-folder.js';
import type { StepLosses } from './methods/method.js';

/** Where a run stands: what a checkpoint keeps besides what the method has learned. */
export interface RunProgress {
  /** The epoch in progress, from 1; after the last one, one more. */
  epoch: number;
  /** Steps done in it. */
  step: number;
  /** Sums of the losses over those steps. */
  sum: StepLosses;
  /** Time that they took, and the part of it spent waiting for images and views. */
  seconds: number;
  waitedSeconds: number;
  /** The epochs before. */
  metrics: EpochMetrics[];
}

const noLosses: StepLosses = { loss: 0, jaccard: 0, p: 0, n: 0 };

/** The beginning of an epoch. */
export function beginEpoch(epoch: number, metrics: EpochMetrics[]): RunProgress {
  return { epoch, step: 0, sum: noLosses, seconds: 0, waitedSeconds: 0, metrics };
}

/** The epoch with the highest kNN accuracy on the validation images, the first of equals. */
export function bestEpoch(metrics: readonly EpochMetrics[]): EpochMetrics | undefined {
  return metrics.reduce<EpochMetrics | undefined>((best, one) => {
    const better = (one.validationTop1 ?? -1) > (best?.validationTop1 ?? -1);
    return better ? one : best;
  }, undefined);
}

/**
 * The progress that a checkpoint holds, which is not trusted.
 * @throws TypeError saying what is not as it was written.
 */
export function parseProgress(value: unknown): RunProgress {
  const { epoch, step, sum, seconds, waitedSeconds, metrics } = record('progress', value);
  const losses = record('progress.sum', sum);
  const whole = (name: string, number: unknown, least: number): number => {
    if (Number.isSafeInteger(number) && Number(number) >= least) return Number(number);
    throw new TypeError(`progress.${name} must be a whole number of at least ${least}`);
  };
  const finite = (name: string, number: unknown): number => {
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new TypeError(`progress.${name} must be a number`);
  };
  if (!Array.isArray(metrics)) throw new TypeError('progress.metrics must be a list');
  metrics.forEach((row, at) => {
    whole(`metrics[${at}].epoch`, record(`progress.metrics[${at}]`, row)['epoch'], 1);
  });
  return {
    epoch: whole('epoch', epoch, 1),
    step: whole('step', step, 0),
    sum: {
      loss: finite('sum.loss', losses['loss']),
      jaccard: finite('sum.jaccard', losses['jaccard']),
      p: finite('sum.p', losses['p']),
      n: finite('sum.n', losses['n']),
    },
    seconds: finite('seconds', seconds),
    waitedSeconds: finite('waitedSeconds', waitedSeconds),
    metrics: metrics as EpochMetrics[],
  };
}

/** @throws TypeError unless `value` is an object. */
export function record(name: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new TypeError(`${name} must be an object`);
}

import type { EpochMetrics, StepProgress, TrainConfig, TrainResult } from '@jssl/trainer';

import { memorySize, peakMemoryBytes } from '../peak-memory.js';
import { duration } from '../progress.js';
import type { CommandContext } from './command-context.js';

/** What the progress bar says of a step. */
export function describeStep(progress: StepProgress): string {
  return [
    `epoch ${progress.epoch}/${progress.epochs}`,
    `step ${progress.step}/${progress.steps}`,
    `loss ${progress.loss.toFixed(4)}`,
    `${progress.imagesPerSecond.toFixed(0)} images/s`,
    `${duration(progress.secondsLeft)} left`,
    `data ${(progress.dataWaitShare * 100).toFixed(0)} %`,
  ].join('  ');
}

/** The line of an epoch that has ended. */
export function describeEpoch(metrics: EpochMetrics, config: TrainConfig): string {
  const accuracy = (name: string, top1: number | undefined) =>
    top1 === undefined ? [] : [`kNN ${name} ${top1.toFixed(2)} %`];
  return [
    `epoch ${String(metrics.epoch).padStart(String(config.epochs).length)}/${config.epochs}`,
    `loss ${metrics.trainLoss.toFixed(4)}`,
    ...accuracy('validation', metrics.validationTop1),
    ...accuracy('test', metrics.testTop1),
    `${metrics.imagesPerSecond.toFixed(0)} images/s`,
    duration(metrics.durationSeconds),
    `data ${(metrics.dataWaitShare * 100).toFixed(0)} %`,
  ].join('  ');
}

/** Prints what a training ended with, and the most memory that it took. */
export function printResult(
  { terminal }: CommandContext,
  result: TrainResult,
  json: boolean,
): void {
  const peak = peakMemoryBytes();
  if (json) {
    terminal.out(JSON.stringify({ ...result, peakMemoryBytes: peak }));
    return;
  }
  const { last, best } = result;
  const describe = (name: string, metrics: EpochMetrics) => {
    terminal.out(
      `${name} epoch ${metrics.epoch}: loss ${metrics.trainLoss.toFixed(4)}` +
        (metrics.validationTop1 === undefined
          ? ''
          : `, kNN validation ${metrics.validationTop1.toFixed(2)} %`) +
        (metrics.testTop1 === undefined ? '' : `, test ${metrics.testTop1.toFixed(2)} %`),
    );
  };
  if (last) describe('last', last);
  if (best) describe('best', best);
  terminal.out(`peak memory ${memorySize(peak)}`);
  terminal.out(result.out);
}

/**
 * The names of the schedules.
 * @example
 * ```ts
 * import { scheduleNames } from '@jssl/optimizers';
 *
 * console.log(scheduleNames.join(' ')); // constant cosine
 * ```
 */
export const scheduleNames = ['constant', 'cosine'] as const;
/** The name of a learning-rate schedule: constant or cosine. */
export type ScheduleName = (typeof scheduleNames)[number];

export interface Schedule {
  /** The highest rate. */
  readonly lr: number;
  readonly schedule: ScheduleName;
  /** Epochs in which the rate rises linearly from 0, at least 0. */
  readonly warmupEpochs: number;
  readonly epochs: number;
}

/**
 * The learning rate of a step. In the w = warmupEpochs · stepsOfEpoch steps of the warm-up it is
 * lr · (step + 1) / w. Then it is lr, or with `cosine` lr/2 · (1 + cos(π (step − w) / (T − w))) with
 * T = epochs · stepsOfEpoch (arXiv 1608.03983, Eq. 5, without restarts), as `CosineAnnealingLR` of PyTorch
 * stepped after every step.
 * @param step from the start of the run, counted from 0.
 * @example
 * ```ts
 * import { learningRateAt } from '@jssl/optimizers';
 *
 * const schedule = { lr: 0.1, schedule: 'cosine', warmupEpochs: 0, epochs: 10 } as const;
 * console.log([0, 50, 100].map((step) => learningRateAt(schedule, step, 10).toFixed(3))); // [ '0.100', '0.050', '0.000' ]
 * ```
 */
export function learningRateAt(
  { lr, schedule, warmupEpochs, epochs }: Schedule,
  step: number,
  stepsOfEpoch: number,
): number {
  const warmup = warmupEpochs * stepsOfEpoch;
  if (step < warmup) return (lr * (step + 1)) / warmup;
  if (schedule === 'constant') return lr;
  const share = (step - warmup) / (epochs * stepsOfEpoch - warmup);
  return (lr / 2) * (1 + Math.cos(Math.PI * share));
}

import type { ClassifiedRow, MeasuredSubject } from './measurement.js';
import type { SummedEpochs } from './without-right.js';

/** The last and the best epoch of a classifier. */
export type EpochsRow = MeasuredSubject & SummedEpochs;

/**
 * A row for the last epoch of a classifier, and one for its best epoch if that is a different one.
 * @example
 * ```ts
 * import { epochRows, measureLinear } from '@jssl/workflows';
 *
 * const { rows } = await measureLinear('runs/photos', { epochs: 1, batchSize: 8 });
 * const [first] = rows.flatMap((row) => ('last' in row ? epochRows(row) : []));
 * console.log(first?.name, first?.epoch); // trained encoder 1 (best)
 * ```
 */
export function epochRows({ last, best, ...named }: EpochsRow): ClassifiedRow[] {
  if (best?.epoch === last.epoch) return [{ ...named, ...last, epoch: `${last.epoch} (best)` }];
  return [
    { ...named, ...last, epoch: `${last.epoch}` },
    ...(best ? [{ ...named, ...best, epoch: `${best.epoch} (best)` }] : []),
  ];
}

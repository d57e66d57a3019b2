import type { ClassifierReport } from '@jssl/features';

import type { ClassifiedRow } from './class-tables.js';
import type { NamedEncoder } from './evaluated-run.js';

/** The last and the best epoch of a classifier on something. */
export type EpochsMeasured = Omit<NamedEncoder, 'encoder'> & ClassifierReport;

/** A row for the last epoch, and one for the best where that is another. */
export function epochRows({ last, best, ...named }: EpochsMeasured): ClassifiedRow[] {
  if (best?.epoch === last.epoch) return [{ ...named, ...last, epoch: `${last.epoch} (best)` }];
  return [
    { ...named, ...last, epoch: `${last.epoch}` },
    ...(best ? [{ ...named, ...best, epoch: `${best.epoch} (best)` }] : []),
  ];
}

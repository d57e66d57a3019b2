import type { ClassifierReport } from '@jssl/trainer';

import type { ClassifiedRow } from './class-tables.js';
import type { NamedEncoder } from './evaluated-run.js';
import { rowName } from './evaluation-table.js';

/** The last and the best epoch of a classifier on something. */
export type EpochsMeasured = Omit<NamedEncoder, 'encoder'> & ClassifierReport;

/** A row for the last epoch, and one for the best where that is another. */
export function epochRows({ last, best, ...named }: EpochsMeasured): ClassifiedRow[] {
  const name = rowName(named);
  if (best?.epoch === last.epoch) return [{ ...last, name: `${name}, last epoch = best` }];
  return [
    { ...last, name: `${name}, last epoch` },
    ...(best ? [{ ...best, name: `${name}, best epoch ${best.epoch}` }] : []),
  ];
}

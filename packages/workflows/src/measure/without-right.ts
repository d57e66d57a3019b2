import type { ClassifierReport, EpochReport, RetrievalReport } from '@jssl/features';

/** A report without the answer for each image. */
export type Summed<Report> = Omit<Report, 'right'>;

/** The report of a classifier without the answers for each image. */
export interface SummedEpochs {
  readonly last: Summed<EpochReport>;
  readonly best: Summed<EpochReport> | undefined;
}

/** Drops the answers for each image, which only the verdict needs. */
export function withoutRight<Report extends { readonly right: unknown }>(
  report: Report,
): Summed<Report> {
  const { right: _, ...rest } = report;
  return rest;
}

/** The same for a classifier's epochs. */
export function epochsWithoutRight<Report extends ClassifierReport>(
  report: Report,
): Omit<Report, 'last' | 'best'> & SummedEpochs {
  const { last, best, ...rest } = report;
  return { ...rest, last: withoutRight(last), best: best && withoutRight(best) };
}

/** The same for what each query found. */
export function withoutQueries(report: RetrievalReport): Omit<RetrievalReport, 'perQuery'> {
  const { perQuery: _, ...result } = report;
  return result;
}

import type { Dataset } from '@jssl/data';
import { InputError } from '@jssl/settings';
import { readRunSummary } from '@jssl/trainer';

import { drawReport } from './draw-report.js';
import { withDistinctNames } from './page/distinct-names.js';
import { checkReportFile, writePage } from './page/write-page.js';
import { studyRun } from './study-run.js';
import type { StudyOptions } from './study/studied-run.js';

/** Options of {@link makeReport}. */
export interface ReportOptions extends StudyOptions {
  /** The HTML file to write. An earlier report is replaced; any other file is kept. */
  readonly out: string;
}

/**
 * Writes the report of a run: training curves, map of the embeddings, nearest neighbors, classes,
 * training views and settings.
 * @param run a run folder.
 * @param data the images of the run.
 * @throws InputError for a damaged run, images that do not fit it, or another file in `out`.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { openDataset } from '@jssl/data';
 * import { makeReport } from '@jssl/report';
 *
 * const photos = await openDataset('photos');
 * await makeReport('runs/photos', photos, { out: 'runs/photos/report.html' });
 * console.log(existsSync('runs/photos/report.html')); // true
 * ```
 */
export async function makeReport(
  run: string,
  data: Dataset,
  { out, ...options }: ReportOptions,
): Promise<void> {
  checkReportFile(out);
  const summary = readRunSummary(run);
  const study = await studyRun(summary, data, options);
  writePage(out, drawReport({ run: summary, study }));
}

/**
 * Writes a report that compares runs: their curves in the same charts, and a table of the settings
 * that differ and the results. It needs neither weights nor images.
 * @throws InputError as {@link makeReport}, or for fewer than two runs.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { makeComparison } from '@jssl/report';
 *
 * const runs = ['comparison/jaccard-moco-t0.5-seed0', 'comparison/moco-t0.5-seed0'];
 * makeComparison(runs, { out: 'two.html' });
 * console.log(existsSync('two.html')); // true
 * ```
 */
export function makeComparison(runs: readonly string[], { out }: Pick<ReportOptions, 'out'>): void {
  if (runs.length < 2)
    throw new InputError(`a comparison needs at least two runs, got ${runs.length}`);
  checkReportFile(out);
  writePage(out, drawReport({ runs: withDistinctNames(runs.map(readRunSummary)) }));
}

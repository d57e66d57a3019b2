import { basename } from 'node:path';

import type { Dataset } from '@jssl/data';
import { InputError } from '@jssl/settings';
import { readRunSummary, type RunSummary } from '@jssl/trainer';

import { drawReport, type Report } from './draw-report.js';
import { readPageFiles } from './page/page-files.js';
import { checkReportFile, writeReport } from './page/write-report.js';
import { studyRun, type StudyOptions } from './study/study-run.js';

/**
 * Makes the report of a run: its curves, and what its encoder makes of its images.
 * @param run a run folder.
 * @param data the images of the run.
 * @param out the file to write; nothing but an earlier report is replaced.
 * @throws InputError, with what to do, for a damaged run, images that do not fit, or another file in
 * `out`.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { openDataset } from '@jssl/data';
 * import { makeReport } from '@jssl/report';
 *
 * const photos = await openDataset('photos');
 * await makeReport('runs/photos', photos, 'runs/photos/report.html');
 * console.log(existsSync('runs/photos/report.html')); // true
 * ```
 */
export async function makeReport(
  run: string,
  data: Dataset,
  out: string,
  options: StudyOptions = {},
): Promise<void> {
  checkReportFile(out);
  const summary = readRunSummary(run);
  write(out, { run: summary, study: await studyRun(summary, data, options) });
}

/**
 * Makes a report that compares runs: their curves in the same charts, and a table of the settings that
 * differ and the results. It needs neither their weights nor their images.
 * @throws InputError as {@link makeReport}, or for fewer than two runs.
 * @example
 * ```ts
 * import { existsSync } from 'node:fs';
 * import { makeComparison } from '@jssl/report';
 *
 * makeComparison(['comparison/jaccard-moco-t0.5-seed0', 'comparison/moco-t0.5-seed0'], 'two.html');
 * console.log(existsSync('two.html')); // true
 * ```
 */
export function makeComparison(runs: readonly string[], out: string): void {
  if (runs.length < 2)
    throw new InputError(`a comparison takes two runs or more, got ${runs.length}`);
  checkReportFile(out);
  write(out, { runs: distinctNames(runs.map(readRunSummary)) });
}

function write(out: string, report: Report): void {
  writeReport(out, drawReport(report, readPageFiles()));
}

/** Runs whose folders have one name are called by their paths. */
function distinctNames(runs: readonly RunSummary[]): RunSummary[] {
  return runs.map((run) => {
    const namesakes = runs.filter(({ path }) => basename(path) === basename(run.path));
    return namesakes.length > 1 ? { ...run, name: run.path } : run;
  });
}

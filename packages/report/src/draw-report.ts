import type { RunSummary } from '@jssl/trainer';

import { drawPage } from './page/draw-page.js';
import { readPageFiles, type PageFiles } from './page/page-files.js';
import { runSections, runsSections } from './sections/sections.js';
import type { RunStudy } from './study-run.js';

/** What a report is about: one run and its study, or several runs to compare. */
export type Report =
  { readonly run: RunSummary; readonly study: RunStudy } | { readonly runs: readonly RunSummary[] };

/**
 * Draws a report as one self-contained HTML file.
 * @example
 * ```ts
 * import { drawReport } from '@jssl/report';
 * import { readRunSummary } from '@jssl/trainer';
 *
 * const runs = ['comparison/jaccard-moco-t0.5-seed0', 'comparison/moco-t0.5-seed0'];
 * const html = drawReport({ runs: runs.map(readRunSummary) });
 * console.log(html.slice(0, 15)); // <!doctype html>
 * ```
 */
export function drawReport(report: Report, files: PageFiles = readPageFiles()): string {
  const runs = 'run' in report ? [report.run] : report.runs;
  const sections =
    'run' in report
      ? runSections.map((one) => {
          const { run, study } = report;
          return { ...one, ...one.draw({ run, runs: [run], study }) };
        })
      : runsSections.map((one) => ({ ...one, ...one.draw(report) }));
  const title = runs.map(({ name }) => name).join(', ');
  return drawPage({ title, kind: 'JSSL report', sections }, files);
}

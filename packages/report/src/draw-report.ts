import type { RunSummary } from '@jssl/trainer';

import { drawPage } from './page/draw-page.js';
import { trusted, type Html } from './page/html.js';
import type { PageFiles } from './page/page-files.js';
import type { Sprite } from './page/sprite.js';
import { drawClasses } from './sections/draw-classes.js';
import { drawComparison } from './sections/draw-comparison.js';
import { drawCurves } from './sections/draw-curves.js';
import { drawMap } from './sections/draw-map.js';
import { drawNeighbors } from './sections/draw-neighbors.js';
import { drawOverview } from './sections/draw-overview.js';
import { drawSettings } from './sections/draw-settings.js';
import { drawViews } from './sections/draw-views.js';
import { chartData, lineCharts } from './sections/line-charts.js';
import { isLeftOut, type RunStudy } from './study/run-study.js';

/** What a page is about: one run with what its encoder makes of its images, or several to compare. */
export type Report =
  { readonly run: RunSummary; readonly study: RunStudy } | { readonly runs: readonly RunSummary[] };

/**
 * A report as one HTML file that needs no other and asks for none.
 * @example
 * ```ts
 * import { drawReport, readPageFiles } from '@jssl/report';
 * import { readRunSummary } from '@jssl/trainer';
 *
 * const runs = ['comparison/jaccard-moco-t0.5-seed0', 'comparison/moco-t0.5-seed0'];
 * const html = drawReport({ runs: runs.map(readRunSummary) }, readPageFiles());
 * console.log(html.slice(0, 15)); // <!doctype html>
 * ```
 */
export function drawReport(report: Report, files: PageFiles): string {
  const runs = 'run' in report ? [report.run] : report.runs;
  const study = 'run' in report ? report.study : undefined;
  return drawPage(
    {
      title: runs.map(({ name }) => name).join(', '),
      kind: 'JSSL report',
      parts: study ? partsOfRun : partsOfRuns,
      sections:
        'run' in report
          ? drawRun(report.run, report.study)
          : [drawComparison(report.runs), drawCurves(report.runs)],
      data: pageData(runs, study),
      ...(study && {
        style: [
          spriteStyle('gallery', study.gallery.thumbnails),
          spriteStyle('views', study.views.pictures),
        ],
      }),
    },
    files,
  );
}

const partsOfRun = [
  ['overview', 'At a glance'],
  ['training', 'Training'],
  ['map', 'Map'],
  ['neighbors', 'Neighbors'],
  ['classes', 'Classes'],
  ['views', 'Views'],
  ['settings', 'How it was made'],
] as const;

const partsOfRuns = [
  ['runs', 'Runs'],
  ['training', 'Training'],
] as const;

function drawRun(run: RunSummary, study: RunStudy): Html[] {
  return [
    drawOverview(run, study),
    drawCurves([run]),
    drawMap(study),
    drawNeighbors(study),
    drawClasses(study),
    drawViews(study.views),
    drawSettings(run),
  ];
}

/** The side at which pictures are shown: the smallest twice as large, others at this or their own. */
const SHOWN_SIDE = 56;

function spriteStyle(name: string, { url, columns, rows, width, height }: Sprite): Html {
  const side = Math.max(width, height);
  const doubled = 2 * side <= SHOWN_SIDE;
  const scale = doubled ? 2 : Math.max(1, SHOWN_SIDE / side);
  const shown = (length: number) => Math.round(length * scale);
  return trusted(
    `.${name}{width:${shown(width)}px;height:${shown(height)}px;` +
      `background-image:url(${url});background-size:${columns * 100}% ${rows * 100}%` +
      `${doubled ? ';image-rendering:pixelated' : ''}}`,
  );
}

/** What the page's script draws. */
function pageData(runs: readonly RunSummary[], study: RunStudy | undefined) {
  return { charts: chartData(lineCharts(runs)), ...(study && studyData(study)) };
}

function studyData({ gallery, map, knn }: RunStudy) {
  const { names, labels, classes, thumbnails } = gallery;
  const { columns, rows } = thumbnails;
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return {
    classes,
    ...(!isLeftOut(map) && {
      map: {
        points: map.map(([x, y]) => [rounded(x), rounded(y)]),
        ...{ names, labels, columns, rows },
        ...(!isLeftOut(knn) && { predictions: [...knn.rows[0].predictions] }),
      },
    }),
    ...(!isLeftOut(knn) && { confusion: knn.rows[0].confusion }),
  };
}

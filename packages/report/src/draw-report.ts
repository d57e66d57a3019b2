import { drawClasses } from './draw-classes.js';
import { drawComparison } from './draw-comparison.js';
import { drawCurves } from './draw-curves.js';
import { drawMap } from './draw-map.js';
import { drawNeighbours } from './draw-neighbours.js';
import { drawOverview } from './draw-overview.js';
import { drawPage } from './draw-page.js';
import { drawSettings } from './draw-settings.js';
import { drawViews } from './draw-views.js';
import { trusted, type Html } from './html.js';
import { chartData, lineCharts } from './line-charts.js';
import type { PageFiles } from './page-files.js';
import { isLeftOut, type RunStudy } from './run-study.js';
import type { RunSummary } from './run-summary.js';
import type { Sprite } from './sprite.js';

/** What a page is about: one run with what its encoder makes of its images, or several to compare. */
export type Report =
  { readonly run: RunSummary; readonly study: RunStudy } | { readonly runs: readonly RunSummary[] };

/**
 * A report as one HTML file that needs no other and asks for none.
 * @example
 * ```ts
 * import { drawReport, readPageFiles, readRunSummary } from '@jssl/report';
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
  ['neighbours', 'Neighbours'],
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
    drawNeighbours(study),
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

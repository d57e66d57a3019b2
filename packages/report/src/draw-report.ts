import { createHash } from 'node:crypto';

import { drawClasses } from './draw-classes.js';
import { drawComparison } from './draw-comparison.js';
import { drawCurves } from './draw-curves.js';
import { drawMap } from './draw-map.js';
import { drawNeighbours } from './draw-neighbours.js';
import { drawOverview } from './draw-overview.js';
import { drawSettings } from './draw-settings.js';
import { drawViews } from './draw-views.js';
import { dataScript, html, trusted, type Html } from './html.js';
import { lineCharts } from './line-charts.js';
import { inlineScript, type PageFiles } from './page-files.js';
import { isLeftOut, type RunStudy } from './run-study.js';
import type { RunSummary } from './run-summary.js';
import type { Sprite } from './sprite.js';

/** What a page is about: one run with what its encoder makes of its images, or several to compare. */
export type Report =
  { readonly run: RunSummary; readonly study: RunStudy } | { readonly runs: readonly RunSummary[] };

/** By this a file is known to be a report, which another report may replace. */
export const REPORT_MARK = '<meta name="generator" content="jssl report">';

/** A report as one HTML file that needs no other and asks for none. */
export function drawReport(report: Report, files: PageFiles): string {
  const runs = 'run' in report ? [report.run] : report.runs;
  const study = 'run' in report ? report.study : undefined;
  const title = runs.map(({ name }) => name).join(', ');
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${trusted(REPORT_MARK)}
        <meta http-equiv="Content-Security-Policy" content="${policy(files)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} – JSSL report</title>
        <style>
          ${trusted(files.style)}
          ${study && spriteStyle('gallery', study.gallery.thumbnails)}
          ${study && spriteStyle('views', study.views.pictures)}
        </style>
      </head>
      <body>
        <a class="skip" href="#main">Skip to the report</a>
        <header class="top">
          <p class="kind">JSSL report</p>
          <h1>${title}</h1>
          ${drawNavigation(study !== undefined)}
        </header>
        <main id="main">
          ${
            'run' in report
              ? drawRun(report.run, report.study)
              : [drawComparison(report.runs), drawCurves(report.runs)]
          }
        </main>
        <noscript><p class="warnings">The charts need JavaScript; the tables do not.</p></noscript>
        ${dataScript('data', pageData(runs, study))} ${inlineScript(files.library)}
        ${inlineScript(files.script)}
      </body>
    </html> `;
  return page.html;
}

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

function drawNavigation(single: boolean): Html {
  const parts = single
    ? [
        ['overview', 'At a glance'],
        ['training', 'Training'],
        ['map', 'Map'],
        ['neighbours', 'Neighbours'],
        ['classes', 'Classes'],
        ['views', 'Views'],
        ['settings', 'How it was made'],
      ]
    : [
        ['runs', 'Runs'],
        ['training', 'Training'],
      ];
  return html`<nav aria-label="Parts of the report">
    ${parts.map(([id = '', name = '']) => html`<a href="#${id}">${name}</a> `)}
  </nav>`;
}

/** Lets nothing in but the two scripts, the styles and pictures within the file. */
function policy({ library, script }: PageFiles): string {
  const hashes = [library, script].map(
    (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Pictures of so few pixels are shown twice as large. */
const SMALL = 40;

function spriteStyle(name: string, { url, columns, rows, width, height }: Sprite): Html {
  const scale = Math.max(width, height) <= SMALL ? 2 : 1;
  return trusted(
    `.${name}{width:${width * scale}px;height:${height * scale}px;` +
      `background-image:url(${url});background-size:${columns * 100}% ${rows * 100}%}`,
  );
}

/** What the page's script draws. */
function pageData(runs: readonly RunSummary[], study: RunStudy | undefined) {
  const charts = lineCharts(runs);
  return {
    charts: [...charts.loss, ...charts.knn, ...charts.health].map(({ id, unit, lines }) => ({
      id,
      unit,
      lines,
    })),
    ...(study && studyData(study)),
  };
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

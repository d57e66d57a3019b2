import type { Comparison } from '@jssl/trainer';

import { drawPage } from '../page/draw-page.js';
import { html, type Html } from '../page/html.js';
import type { PageFiles } from '../page/page-files.js';
import { section, table } from '../page/page-parts.js';
import { drawCurves } from '../sections/draw-curves.js';
import { chartData, lineCharts, type Curves } from '../sections/line-charts.js';
import { comparisonTables, verdicts, type ComparisonTable } from './comparison-tables.js';
import { comparisonText, type ComparisonText } from './comparison-text.js';
import { forestPlot } from './forest-plot.js';
import type { ComparisonSummary } from './summarize-comparison.js';

/**
 * A comparison as one HTML file that needs no other and asks for none.
 * @param curves the mean learning curves to show.
 */
export function drawComparisonPage(
  comparison: Comparison,
  summary: ComparisonSummary,
  curves: readonly Curves[],
  files: PageFiles,
): string {
  const text = comparisonText(comparison);
  const tables = comparisonTables(comparison, summary);
  const first = tables.filter(({ id }) => ['results', 'retrieval', 'differences'].includes(id));
  const others = tables.filter((one) => !first.includes(one));
  return drawPage(
    {
      title: text.title,
      kind: 'JSSL comparison',
      parts: [
        ['overview', 'At a glance'],
        ...first.map(({ id, title }) => [id, title] as const),
        ['training', 'Training'],
        ...others.map(({ id, title }) => [id, title] as const),
        ['settings-of-all', 'How to repeat it'],
      ],
      sections: [
        drawGlance(text, summary),
        ...first.map((one) => drawTable(one, summary)),
        drawCurves(
          curves,
          'Means over the seeds, and around the lines a standard deviation to both sides. The losses of two methods are not on one scale: that of a Jaccard method is a weighted sum of three. Of a sweep, the setting that was picked is shown.',
        ),
        ...others.map((one) => drawTable(one, summary)),
        drawRepeat(text),
      ],
      data: { charts: chartData(lineCharts(curves)) },
    },
    files,
  );
}

function drawGlance({ progress, temperature }: ComparisonText, summary: ComparisonSummary): Html {
  const said = verdicts(summary);
  return section(
    'overview',
    'At a glance',
    html`<p>${progress}</p>
      ${
        said.length > 0 &&
        html`<ul>
          ${said.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`
      }
      <p>${temperature}</p>`,
  );
}

function drawTable(
  { id, title, header, rows, about }: ComparisonTable,
  { atBest, atSame }: ComparisonSummary,
): Html {
  const drawn = id === 'differences' ? atBest : id === 'same-settings' ? atSame : [];
  return section(
    id,
    title,
    html`<p>${about}</p>
      ${drawn.length > 0 && forestPlot(drawn)} ${table(title, header, rows)}`,
  );
}

function drawRepeat({ command, machine, settings }: ComparisonText): Html {
  const list = (pairs: readonly (readonly [string, string])[]) =>
    html`<dl class="settings">
      ${pairs.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>`;
  return section(
    'settings-of-all',
    'How to repeat it',
    html`<h3>Command</h3>
      <pre tabindex="0"><code>${command}</code></pre>
      <h3>Machine</h3>
      ${list(machine)}
      <h3>Settings of all runs that are not the default</h3>
      ${list(settings)}`,
  );
}

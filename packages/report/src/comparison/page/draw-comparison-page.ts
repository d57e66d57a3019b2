import { fillNames } from '@jssl/settings';
import type { Comparison } from '@jssl/trainer';

import { drawPage, type PageSection } from '../../page/draw-page.js';
import { flagOf } from '../../page/flag-of.js';
import { html, type Html } from '../../page/html.js';
import { readPageFiles } from '../../page/page-files.js';
import { commandBox, definitions, table } from '../../page/page-parts.js';
import type { Curves } from '../../sections/line-charts.js';
import { drawTraining, trainingSection } from '../../sections/training.js';
import { comparisonTables, type ComparisonTable } from './comparison-tables.js';
import { comparisonText, type ComparisonText } from './comparison-text.js';
import { forestPlot } from './forest-plot.js';
import { judgeComparison } from '../judge-comparison.js';
import type { ComparisonSummary } from '../summarize-comparison.js';
import { verdicts } from './verdicts.js';

/**
 * Draws a comparison as one self-contained HTML file.
 * @param curves the mean learning curves.
 */
export function drawComparisonPage(
  comparison: Comparison,
  summary: ComparisonSummary,
  curves: readonly Curves[],
): string {
  const text = comparisonText(comparison);
  const tables = comparisonTables(comparison, summary);
  const first = tables.filter(({ id }) =>
    ['results', 'balanced', 'retrieval', 'differences', 'controls'].includes(id),
  );
  const others = tables.filter((one) => !first.includes(one));
  const sections: PageSection[] = [
    { id: 'overview', title: 'At a glance', content: drawGlance(text, comparison, summary) },
    ...first.map((one) => drawTable(one, summary)),
    {
      ...trainingSection,
      ...drawTraining(
        curves,
        'Means over the seeds; with three seeds or more, the bands are one standard deviation to each side. The losses of two methods are not on the same scale: the loss of a Jaccard method is a weighted sum of three terms. Of several settings of a method, the picked one is shown.',
      ),
    },
    ...others.map((one) => drawTable(one, summary)),
    { id: 'settings-of-all', title: 'How to reproduce it', content: drawSettings(text) },
  ];
  return drawPage({ title: text.title, kind: 'JSSL comparison', sections }, readPageFiles());
}

function drawGlance(
  { progress, temperature }: ComparisonText,
  comparison: Comparison,
  summary: ComparisonSummary,
): Html {
  const judgment = judgeComparison(comparison, summary.contenders);
  const said = verdicts(summary);
  return html`<p>${progress}</p>
    ${judgment && html`<p class="verdict">${fillNames(judgment.template, flagOf)}</p>`}
    ${
      said.length > 0 &&
      html`<ul>
        ${said.map((sentence) => html`<li>${sentence}</li>`)}
      </ul>`
    }
    <p>${temperature}</p>`;
}

function drawTable(
  { id, title, header, rows, about }: ComparisonTable,
  { atBest, atSame, controls }: ComparisonSummary,
): PageSection {
  const drawn = { differences: atBest, controls, 'same-settings': atSame }[id as string] ?? [];
  return {
    id,
    title,
    content: html`<p>${about}</p>
      ${drawn.length > 0 && forestPlot(drawn)} ${table(title, header, rows)}`,
  };
}

function drawSettings({ command, machine, settings }: ComparisonText): Html {
  return html`<h3>Command</h3>
    ${commandBox(command)}
    <h3>Machine</h3>
    ${definitions(machine, 'settings')}
    <h3>Settings of all runs that differ from the defaults</h3>
    ${definitions(settings, 'settings')}`;
}

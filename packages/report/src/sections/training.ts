import type { RunSummary } from '@jssl/trainer';

import type { SectionBody } from '../page/draw-page.js';
import { html, type Html } from '../page/html.js';
import { leftOutNote, measured, table, tableOf } from '../page/page-parts.js';
import { warningsWithFlags } from '../page/warnings-with-flags.js';
import {
  chartData,
  digitsOf,
  type Curves,
  type Line,
  type LineChart,
  lineCharts,
} from './line-charts.js';

/** The training curves of one or several runs. */
export const trainingSection = {
  id: 'training',
  title: 'Training',
  takes: {},
  draw: ({ runs }: { readonly runs: readonly Curves[] }) => drawTraining(runs),
};

/**
 * Warnings, then the curves of the loss, the kNN accuracy and other measures.
 * @param about shown above the charts.
 */
export function drawTraining(runs: readonly Curves[], about?: string): SectionBody {
  const charts = lineCharts(runs);
  const { loss, knn, health } = charts;
  const data = { charts: chartData(charts) };
  if (runs.every(({ metrics }) => metrics.length === 0))
    return { content: leftOutNote('No epoch has ended yet, so there are no curves.'), data };
  return {
    content: html`${about !== undefined && html`<p>${about}</p>`}
      ${runs.map((run) => drawWarnings(run, runs.length > 1))}
      <div class="charts wide">${[...loss, ...knn].map(drawLineChart)}</div>
      ${
        knn.length === 0 &&
        leftOutNote('There is no kNN accuracy: the images have no labels, or it was not measured.')
      }
      <h3>Health</h3>
      <div class="charts">${health.map(drawLineChart)}</div>`,
    data,
  };
}

function drawWarnings({ name, metrics }: RunSummary, named: boolean): Html | undefined {
  const sentences = warningsWithFlags(metrics).flatMap(({ epoch, warnings = [] }) =>
    warnings.map((warning) => `${named ? `${name}, epoch` : 'Epoch'} ${epoch}: ${warning}`),
  );
  if (sentences.length === 0) return undefined;
  // The last ones show how the run ended.
  const shown = sentences.slice(-8);
  const earlier = sentences.length - shown.length;
  return html`<div class="warnings" role="note">
    <h3>Warnings</h3>
    <ul>
      ${earlier > 0 && html`<li>${earlier} earlier warnings</li>`}
      ${shown.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>
  </div>`;
}

/** A chart that the page's script draws, with its legend and its numbers. */
function drawLineChart({ id, title, about, unit, lines }: LineChart): Html {
  return html`<figure class="card">
    <figcaption>
      <h4>${title}</h4>
      <p>${about}</p>
    </figcaption>
    ${
      lines.length > 1 &&
      html`<ul class="key">
        ${lines.map(drawLegendEntry)}
      </ul>`
    }
    <div
      class="chart"
      data-chart="${id}"
      role="img"
      aria-label="${describe({ id, title, unit, lines })}"
    ></div>
    ${tableOf(title, numbers({ id, title, unit, lines }))}
  </figure>`;
}

function drawLegendEntry({ name, color, dashed }: Line): Html {
  return html`<li><i class="stroke ${dashed && 'dashed'}" data-color="${color}"></i>${name}</li>`;
}

type ChartNumbers = Pick<LineChart, 'id' | 'title' | 'unit' | 'lines'>;

function showerOf(id: string): (value: number) => string {
  const digits = digitsOf(id);
  return digits === undefined ? measured : (value) => value.toFixed(digits);
}

/** A chart in words. */
function describe({ id, title, unit, lines }: ChartNumbers): string {
  const show = showerOf(id);
  const said = lines.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) return name;
    const [from, to] = [first, last].map(
      ([epoch, value]) => `${show(value)}${unit} in epoch ${epoch}`,
    );
    return points.length === 1
      ? `${name} ${from ?? ''}`
      : `${name} from ${from ?? ''} to ${to ?? ''}`;
  });
  return `${title}, line chart: ${said.join('; ')}`;
}

function numbers({ id, title, unit, lines }: ChartNumbers): Html {
  const show = showerOf(id);
  const epochs = [...new Set(lines.flatMap(({ points }) => points.map(([epoch]) => epoch)))].sort(
    (one, other) => one - other,
  );
  const columns = lines.map(
    ({ points, deviations }) =>
      new Map(
        points.map(([epoch, value], at) => {
          const deviation = deviations?.[at];
          const spread = deviation === undefined ? '' : ` ± ${show(deviation)}`;
          return [epoch, `${show(value)}${spread}${unit}`];
        }),
      ),
  );
  return table(
    title,
    ['epoch', ...lines.map(({ name }) => name)],
    epochs.map((epoch) => [String(epoch), ...columns.map((column) => column.get(epoch) ?? '')]),
  );
}

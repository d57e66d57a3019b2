import type { EpochMetrics, RunSummary } from '@jssl/trainer';

import { html, type Html } from '../page/html.js';
import { measured, section, table } from '../page/page-parts.js';
import { settingsOf } from './draw-settings.js';

/** Several runs in a table: the settings that differ, then the results. */
export function drawComparison(runs: readonly RunSummary[]): Html {
  const settings = differingSettings(runs);
  return section(
    'runs',
    'Runs',
    html`${settings.length === 0 && html`<p>The runs have the same settings.</p>`}
      ${table(
        'Settings that differ, and results',
        ['run', ...settings.map(([name]) => name), ...results.map(([name]) => name)],
        runs.map((run, at) => [
          run.name,
          ...settings.map(([, values]) => values[at] ?? ''),
          ...results.map(([, show]) => show(run)),
        ]),
      )}
      <p class="fine">
        kNN accuracies are those measured while training. The best epoch is that of the highest
        accuracy on the validation images; the test images have no say in it.
      </p>`,
  );
}

/** The settings, and the images, of which not all runs have the same; with the value of each run. */
export function differingSettings(
  runs: readonly RunSummary[],
): (readonly [name: string, values: readonly string[]])[] {
  const all = runs.map(
    ({ config, data = 'not told' }) => new Map([['data', data], ...settingsOf(config)]),
  );
  const known = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return known
    .map((name) => [name, all.map((settings) => settings.get(name) ?? 'unset')] as const)
    .filter(([, values]) => new Set(values).size > 1);
}

/** The epoch of highest kNN accuracy on the validation images; the first of equals. */
export function bestEpoch({ metrics }: RunSummary): EpochMetrics | undefined {
  return metrics.reduce<EpochMetrics | undefined>(
    (best, epoch) =>
      epoch.validationTop1 !== undefined &&
      epoch.validationTop1 > (best?.validationTop1 ?? -Infinity)
        ? epoch
        : best,
    undefined,
  );
}

const results: readonly (readonly [name: string, show: (run: RunSummary) => string])[] = [
  ['epochs done', ({ metrics }) => String(metrics.length)],
  ['loss, last', ({ metrics }) => number(metrics.at(-1)?.trainLoss)],
  ['kNN validation, last', ({ metrics }) => points(metrics.at(-1)?.validationTop1)],
  ['kNN test, last', ({ metrics }) => points(metrics.at(-1)?.testTop1)],
  ['best epoch', (run) => String(bestEpoch(run)?.epoch ?? '–')],
  ['kNN validation, best', (run) => points(bestEpoch(run)?.validationTop1)],
  ['kNN test, best', (run) => points(bestEpoch(run)?.testTop1)],
  ['images/s', ({ metrics }) => number(metrics.at(-1)?.imagesPerSecond)],
];

function number(value: number | undefined): string {
  return value === undefined ? '–' : measured(value);
}

function points(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(2)} %`;
}

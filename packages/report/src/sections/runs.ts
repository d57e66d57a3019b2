import type { EpochMetrics, RunSummary } from '@jssl/trainer';

import { html } from '../page/html.js';
import { measured, table } from '../page/page-parts.js';
import { settingsOf } from './settings.js';

/** Several runs in a table: the settings that differ, then the results. */
export const runsSection = {
  id: 'runs',
  title: 'Runs',
  draw: ({ runs }: { readonly runs: readonly RunSummary[] }) => {
    const settings = differingSettings(runs);
    return {
      content: html`${settings.length === 0 && html`<p>The runs have the same settings.</p>`}
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
          kNN accuracies were measured during training. The best epoch has the highest accuracy on
          the validation images; test images are not used to pick it.
        </p>`,
    };
  },
};

/** The settings (and the data) that differ between runs, with the value of each run. */
export function differingSettings(
  runs: readonly RunSummary[],
): (readonly [name: string, values: readonly string[]])[] {
  const all = runs.map(
    ({ config, data = 'unknown' }) => new Map([['data', data], ...settingsOf(config)]),
  );
  const known = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return known
    .map((name) => [name, all.map((settings) => settings.get(name) ?? 'unset')] as const)
    .filter(([, values]) => new Set(values).size > 1);
}

/** The first epoch with the highest kNN accuracy on the validation images. */
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

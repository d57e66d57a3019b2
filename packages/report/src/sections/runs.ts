import { bestEpoch, formatLoss, formatPercentage, type RunSummary } from '@jssl/trainer';

import { flagOf } from '../page/flag-of.js';
import { html } from '../page/html.js';
import { measured, table } from '../page/page-parts.js';
import { settingsOf } from './settings.js';

/** Several runs in a table: the settings that differ, then the results. */
export const runsSection = {
  id: 'runs',
  title: 'Runs',
  draw: ({ runs }: { readonly runs: readonly RunSummary[] }) => {
    const settings = differingSettings(runs);
    const shown = results.filter(
      ([name, show]) => name !== BALANCED || runs.some((run) => show(run) !== '–'),
    );
    return {
      content: html`${settings.length === 0 && html`<p>The runs have the same settings.</p>`}
        ${
          haveDifferentImages(runs) &&
          html`<p class="warnings" role="note">
            The runs were trained on different images (${imagesOf(runs).join('; ')}). Their losses
            and accuracies cannot be compared with each other: each is measured on the images of its
            own run.
          </p>`
        }
        ${table(
          'Settings that differ, and results',
          [
            'run',
            ...settings.map(([name]) => (name === DATA ? name : flagOf(name))),
            ...shown.map(([name]) => name),
          ],
          runs.map((run, at) => [
            run.name,
            ...settings.map(([, values]) => values[at] ?? ''),
            ...shown.map(([, show]) => show(run)),
          ]),
        )}
        <p class="fine">
          kNN accuracies were measured during training, with the k of each run’s settings. The best
          epoch is the latest whose accuracy on the validation images is not clearly below the
          highest (within 1/√n for n images); its validation accuracy is optimistic, because it was
          used to pick the epoch. Test images are not used to pick it.
        </p>`,
    };
  },
};

/** Runs that do not record their images are not taken for different. */
function haveDifferentImages(runs: readonly RunSummary[]): boolean {
  const known = runs.flatMap(({ fingerprint }) => fingerprint ?? []);
  const names = runs.flatMap(({ data }) => data ?? []);
  return new Set(known.length === runs.length ? known : names).size > 1;
}

/** The images of each run, the same name for different images included. */
function imagesOf(runs: readonly RunSummary[]): string[] {
  return runs.map(({ name, data = 'unknown images' }) => `${name}: ${data}`);
}

/** The settings (and the data) that differ between runs, with the value of each run. */
export function differingSettings(
  runs: readonly RunSummary[],
): (readonly [name: string, values: readonly string[]])[] {
  const all = runs.map(
    ({ config, data = 'unknown' }) => new Map([[DATA, data], ...settingsOf(config)]),
  );
  const known = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  return known
    .map((name) => [name, all.map((settings) => settings.get(name) ?? 'unset')] as const)
    .filter(([, values]) => new Set(values).size > 1);
}

const DATA = 'data';
const BALANCED = 'kNN test balanced, last';

/** The balanced accuracy if it is not the accuracy, up to rounding. */
function differingBalanced(epoch: RunSummary['metrics'][number] | undefined): number | undefined {
  const { testTop1 = NaN, testBalanced = NaN } = epoch ?? {};
  return Math.abs(testTop1 - testBalanced) > 1e-9 ? testBalanced : undefined;
}

const results: readonly (readonly [name: string, show: (run: RunSummary) => string])[] = [
  ['epochs done', ({ metrics }) => String(metrics.length)],
  ['loss, last', ({ metrics }) => loss(metrics.at(-1)?.trainLoss)],
  ['k', ({ metrics, config }) => String(metrics.at(-1)?.k ?? config.k ?? '–')],
  ['kNN validation, last', ({ metrics }) => points(metrics.at(-1)?.validationTop1)],
  ['kNN test, last', ({ metrics }) => points(metrics.at(-1)?.testTop1)],
  [BALANCED, ({ metrics }) => points(differingBalanced(metrics.at(-1)))],
  ['best epoch', (run) => String(bestEpoch(run.metrics)?.epoch ?? '–')],
  ['kNN validation, best', (run) => points(bestEpoch(run.metrics)?.validationTop1)],
  ['kNN test, best', (run) => points(bestEpoch(run.metrics)?.testTop1)],
  ['images/s', ({ metrics }) => number(metrics.at(-1)?.imagesPerSecond)],
];

function number(value: number | undefined): string {
  return value === undefined ? '–' : measured(value);
}

function loss(value: number | undefined): string {
  return value === undefined ? '–' : formatLoss(value);
}

function points(value: number | undefined): string {
  return value === undefined ? '–' : formatPercentage(value);
}

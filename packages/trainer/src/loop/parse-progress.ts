import { metricRows, type EpochMetrics } from '../metrics/metrics-table.js';
import { recordedValue } from '../run/recorded-value.js';
import type { RunProgress } from './run-progress.js';

/**
 * The progress in a checkpoint, which is not trusted: every value is checked alone and against the others.
 * @param epochs of the run whose checkpoint it is.
 * @throws TypeError naming the first damaged value.
 */
export function parseProgress(value: unknown, epochs: number): RunProgress {
  const { object, list, number, whole } = recordedValue;
  const { epoch, step, sums, seconds, waitedSeconds, metrics } = object('progress', value);
  const current = whole('progress.epoch', epoch, { least: 1, most: epochs + 1 });
  const steps = whole('progress.step', step, { least: 0 });
  const completed = list('progress.metrics', metrics);
  if (completed.length !== current - 1) {
    throw new TypeError(
      `progress.metrics must have the ${current - 1} epochs before epoch ${current}, got ${completed.length}`,
    );
  }
  return {
    epoch: current,
    step: steps,
    sums: Object.fromEntries(
      Object.entries(object('progress.sums', sums)).map(([name, running]) => {
        const place = `progress.sums.${name}`;
        const { sum, count } = object(place, running);
        const counted = whole(`${place}.count`, count, { least: 1, most: steps });
        return [name, { sum: number(`${place}.sum`, sum), count: counted }];
      }),
    ),
    seconds: number('progress.seconds', seconds, { least: 0 }),
    waitedSeconds: number('progress.waitedSeconds', waitedSeconds, { least: 0 }),
    metrics: completed.map((row, at) => parseEpoch(row, at + 1)),
  };
}

/** The metrics of one completed epoch. JSON has null for a number that was not finite. */
function parseEpoch(value: unknown, epoch: number): EpochMetrics {
  const { object, list, text, number, whole } = recordedValue;
  const place = `progress.metrics[${epoch - 1}]`;
  const row = object(place, value);
  for (const [name, one] of Object.entries(row)) {
    if (name === 'warnings') {
      list(`${place}.warnings`, one).forEach((warning, at) => {
        text(`${place}.warnings[${at}]`, warning);
      });
    } else if (one !== null) number(`${place}.${name}`, one);
  }
  whole(`${place}.epoch`, row['epoch'], { least: epoch, most: epoch });
  for (const [name, { always }] of metricRows) if (always) number(`${place}.${name}`, row[name]);
  return Object.fromEntries(Object.entries(row).filter(([, one]) => one !== null)) as EpochMetrics;
}

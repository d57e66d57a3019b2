import {
  metricsTable,
  type EpochMetrics,
  type MetricName,
  type RunConfig,
  type RunSummary,
} from '@jssl/trainer';

import { flagOf } from '../page/flag-of.js';
import { measured } from '../page/page-parts.js';
import { warningsWithFlags } from '../page/warnings-with-flags.js';
import { chartData, lineCharts, type Line, type LineChart } from '../sections/line-charts.js';
import { settingsOf } from '../sections/settings.js';

/** What is known about a run between two steps. */
export interface RunSnapshot {
  readonly summary: RunSummary;
  readonly recorded: RunConfig;
  /** Whether the run has a report to open. */
  readonly hasReport: boolean;
}

/** What the page shows of a run, besides its curves. */
export interface WatchedRun {
  readonly name: string;
  /** Images, method and network. */
  readonly about: string;
  readonly epochs: number;
  readonly done: number;
  readonly warnings: readonly string[];
  readonly hasReport: boolean;
  readonly command: string | undefined;
  /** Flags with their values. */
  readonly settings: readonly (readonly [flag: string, value: string])[];
  readonly environment: RunSummary['environment'];
  /** The last epochs, latest first. */
  readonly table: { readonly header: readonly string[]; readonly rows: readonly string[][] };
}

/** What the page shows, besides the current step. */
export interface WatchState {
  readonly runs: readonly WatchedRun[];
  readonly charts: readonly (Pick<LineChart, 'id' | 'title' | 'about' | 'unit' | 'lines'> & {
    readonly digits: number | undefined;
  })[];
}

/** Epochs in a table. */
const LISTED = 200;
/** The gray of the palette in `page/theme.js`. */
const NEUTRAL = 9;

/** What the page shows of some runs. */
export function watchState(snapshots: readonly RunSnapshot[]): WatchState {
  const runs = snapshots.map(({ summary }) => summary);
  const { loss, knn, health } = lineCharts(runs);
  const charts = { loss, knn: knn.map((chart) => withChance(chart, snapshots)), health };
  const texts = [...charts.loss, ...charts.knn, ...charts.health];
  return {
    runs: snapshots.map(watchedRun),
    charts: chartData(charts).map((chart, at) => ({
      ...{ title: texts[at]?.title ?? '', about: texts[at]?.about ?? '' },
      ...chart,
    })),
  };
}

function watchedRun({ summary, hasReport }: RunSnapshot): WatchedRun {
  const { name, config, data, command, environment } = summary;
  const metrics = warningsWithFlags(summary.metrics);
  // The name of the images is enough; the path is in the command.
  const images = data?.split(/[\\/]/).findLast((part) => part !== '');
  return {
    ...{ name, command, environment, hasReport },
    about: [images, config.method, `${config.arch}, width ${config.width}`]
      .filter((part) => part !== undefined)
      .join(' · '),
    epochs: config.epochs,
    done: metrics.length,
    warnings: metrics.at(-1)?.warnings ?? [],
    settings: settingsOf(config).map(([setting, value]) => [flagOf(setting), value]),
    table: tableOf(metrics),
  };
}

function tableOf(metrics: readonly EpochMetrics[]): WatchedRun['table'] {
  const last = metrics.slice(-LISTED).reverse();
  const names = (Object.keys(metricsTable) as MetricName[]).filter((name) =>
    last.some((epoch) => epoch[name] !== undefined),
  );
  const show = (name: MetricName, value: number | undefined) => {
    if (value === undefined) return '';
    return Number.isInteger(value) || name === 'epoch' ? String(value) : measured(value);
  };
  return {
    header: names.map((name) => metricsTable[name].label),
    rows: last.map((epoch) => names.map((name) => show(name, epoch[name]))),
  };
}

/** The chart of accuracies with a line of guessing for each number of classes. */
function withChance(chart: LineChart, snapshots: readonly RunSnapshot[]): LineChart {
  const classes = snapshots.flatMap(({ recorded }) => {
    const count = (recorded['data'] as { readonly classes?: unknown } | undefined)?.classes;
    return typeof count === 'number' && count > 1 ? [count] : [];
  });
  const epochs = chart.lines.flatMap(({ points }) => points.map(([epoch]) => epoch));
  const ends = [...new Set([Math.min(...epochs), Math.max(...epochs)])];
  const numbers = [...new Set(classes)];
  const lines = numbers.map((count): Line => ({
    name: numbers.length > 1 ? `chance of ${count} classes` : 'chance',
    ...{ color: NEUTRAL, dashed: true },
    points: ends.map((epoch) => [epoch, 100 / count]),
  }));
  return { ...chart, lines: [...chart.lines, ...lines] };
}

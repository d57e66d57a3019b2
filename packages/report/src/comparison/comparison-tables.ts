import type { Comparison } from '@jssl/trainer';

import { count, measured } from '../page/page-parts.js';
import type {
  ComparisonSummary,
  Contender,
  Difference,
  MeasuresOverSeeds,
  OverSeeds,
  RetrievalOverSeeds,
} from './summarize-comparison.js';

/** A table of a comparison, for a page, a text or a terminal. */
export interface ComparisonTable {
  readonly id:
    'results' | 'retrieval' | 'differences' | 'settings' | 'same-settings' | 'runs' | 'curves';
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What it means, in sentences. */
  readonly about: string;
}

/**
 * The tables of a comparison, those without rows left out.
 * @example
 * ```ts
 * import { comparisonTables, summarizeComparison } from '@jssl/report';
 * import { readComparison } from '@jssl/trainer';
 *
 * const comparison = readComparison('comparison'); // the folder that runComparison made
 * const [results] = comparisonTables(comparison, summarizeComparison(comparison));
 * console.log(results.id, results.rows.length); // results 5
 * ```
 */
export function comparisonTables(
  comparison: Comparison,
  summary: ComparisonSummary,
): ComparisonTable[] {
  const { contenders, atBest, atSame } = summary;
  const recall = comparison.data.retrieval ? ['recall@1'] : [];
  const all: ComparisonTable[] = [
    {
      id: 'results',
      title: 'Results',
      header: ['method', 'seeds', ...accuracies, 's/epoch'],
      rows: [
        ...shownContenders(contenders).map(contenderRow),
        ...summary.baselines.map(({ name, measures }) => [name, ...measureCells(measures), '']),
        ['chance', '', percent(summary.chance), percent(summary.chance), '', ''],
      ],
      about:
        'Top-1 accuracy on the test images of the weights after the last epoch: mean and standard deviation over seeds. T is the temperature of the loss; the votes of the kNN have one temperature in all rows. Random weights are those that the runs begin from. s/epoch are the seconds of an epoch’s steps, without evaluations, on a machine that may have had other things to do.',
    },
    ...retrievalTable(comparison, summary),
    {
      id: 'differences',
      title: 'Jaccard less cosine',
      header: differenceHeader,
      rows: atBest.map(differenceRow),
      about:
        'Differences in percentage points (of top-1 accuracy, and of retrieval where it is measured), paired: both methods of a seed have the same images, views and first weights. The interval is Student’s, of the mean over seeds; another choice of training seeds would move the difference within it, another draw of test images is not in it.',
    },
    {
      id: 'settings',
      title: 'Every setting',
      header: ['method', 'picked', 'seeds', ...accuracies, 's/epoch', ...recall],
      rows:
        contenders.length > new Set(contenders.map(({ method }) => method)).size
          ? contenders.map((one) => {
              const [name = '', ...cells] = contenderRow(one);
              const found = one.measures?.retrieval?.recall[0];
              return [
                ...[name, one.picked ? 'yes' : '', ...cells],
                ...recall.map(() => (found ? shareOf(found) : '–')),
              ];
            })
          : [],
      about:
        'The picked setting of a method is the one with the highest mean kNN accuracy on the validation images; the test images have no say in it.',
    },
    {
      id: 'same-settings',
      title: 'Jaccard less cosine at the same temperature',
      header: differenceHeader,
      rows: atSame.map(differenceRow),
      about: 'The same number, and not the same thing: see above.',
    },
    {
      id: 'runs',
      title: 'Every run',
      header: ['run', 'kNN', 'linear', 'kNN validation', ...recall, 's/epoch', 'failed'],
      rows: comparison.runs.map(({ name, measures, secondsPerEpoch, error = '' }) => [
        name,
        percent(measures?.knn.top1),
        percent(measures?.linear.top1),
        percent(measures?.validation),
        ...recall.map(() => percent(measures?.retrieval?.recall[0])),
        secondsPerEpoch === undefined ? '–' : measured(secondsPerEpoch),
        error,
      ]),
      about:
        'Each is a run folder beside this page, for jssl report, jssl knn and all other commands.',
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

/** Retrieval of the partners, of data that have some. */
function retrievalTable(
  { data: { retrieval } }: Comparison,
  { contenders, baselines }: ComparisonSummary,
): ComparisonTable[] {
  if (!retrieval) return [];
  const { attribute, across, recallAt, chance } = retrieval;
  const cells = (found: RetrievalOverSeeds | undefined) => [
    found ? String(found.meanAveragePrecision.count) : '',
    ...recallAt.map((_, at) => (found?.recall[at] ? shareOf(found.recall[at]) : '–')),
    found ? shareOf(found.meanAveragePrecision) : '–',
  ];
  return [
    {
      id: 'retrieval',
      title: `Retrieval across ${across}s`,
      header: ['method', 'seeds', ...recallAt.map((k) => `recall@${k}`), 'mAP'],
      rows: [
        ...[...shownContenders(contenders), ...baselines].map(({ name, measures }) => [
          name,
          ...cells(measures?.retrieval),
        ]),
        ['chance', '', ...chance.recall.map(percent), percent(chance.meanAveragePrecision)],
      ],
      about: `Each of ${count(chance.queries)} test images is sought by its ${attribute} among those of another ${across}, by the cosine of the features: the share that has its partner first (recall@1), among the first five and ten, and the mean average precision. No training is told which images are partners. The settings are those that kNN picks.`,
    },
  ];
}

/** Of each method the picked setting, or all where none could be picked. */
export function shownContenders(contenders: readonly Contender[]): readonly Contender[] {
  return contenders.filter(
    ({ method, picked }) =>
      picked || !contenders.some((other) => other.method === method && other.picked),
  );
}

/** What the differences say, in a sentence each. */
export function verdicts({ atBest }: ComparisonSummary): string[] {
  return atBest.map(({ jaccard, cosine, measure, mean, interval, differences }) => {
    const seeds = `${differences.length} seed${differences.length === 1 ? '' : 's'}`;
    const said = `${measure}: ${jaccard} is ${points(Math.abs(mean))} points ${mean < 0 ? 'below' : 'above'} ${cosine}`;
    if (!interval) return `${said} with one seed, which shows no difference of methods.`;
    const between = `95 % interval ${points(interval.low)} to ${points(interval.high)}, ${seeds}`;
    return interval.low > 0 || interval.high < 0
      ? `${said} (${between}).`
      : `${said}, which may be chance (${between}).`;
  });
}

const accuracies = ['kNN', 'linear', 'kNN validation'];
const differenceHeader = ['methods', 'by', 'seeds', 'difference', '95 % interval', 'seed by seed'];

function contenderRow({ name, failed, measures, secondsPerEpoch, runs }: Contender): string[] {
  const seeds = failed > 0 ? `${runs.length}, ${failed} failed` : String(runs.length);
  const cells = measures ? measureCells(measures).slice(1) : ['–', '–', '–'];
  return [name, seeds, ...cells, secondsPerEpoch ? spread(secondsPerEpoch, measured) : '–'];
}

function measureCells({ knn, linear, validation }: MeasuresOverSeeds): string[] {
  return [String(knn.count), shareOf(knn), shareOf(linear), validation ? shareOf(validation) : '–'];
}

function shareOf(over: OverSeeds): string {
  return `${spread(over, (value) => (100 * value).toFixed(2))} %`;
}

/** Mean and, of several seeds, standard deviation. */
function spread({ mean, standardDeviation }: OverSeeds, show: (value: number) => string): string {
  return show(mean) + (standardDeviation === undefined ? '' : ` ± ${show(standardDeviation)}`);
}

function differenceRow({
  jaccard,
  cosine,
  measure,
  differences,
  mean,
  interval,
}: Difference): string[] {
  return [
    `${jaccard} less ${cosine}`,
    measure,
    String(differences.length),
    signed(mean),
    interval ? `${signed(interval.low)} to ${signed(interval.high)}` : '–',
    differences.map(signed).join(', '),
  ];
}

function percent(share: number | undefined): string {
  return share === undefined ? '–' : `${(100 * share).toFixed(2)} %`;
}

/** A share in percentage points. */
export function points(share: number): string {
  return (100 * share).toFixed(2).replace('-', '−');
}

export function signed(share: number): string {
  return `${share >= 0 ? '+' : ''}${points(share)}`;
}

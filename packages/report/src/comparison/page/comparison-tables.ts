import type { Interval } from '@jssl/eval';
import { formatInterval, formatSeconds, formatShare, type Comparison } from '@jssl/trainer';

import { count, percent } from '../../page/page-parts.js';
import { evaluatedMeasures } from '../compared-measure.js';
import type { Contender } from '../contender.js';
import type { Difference } from '../paired-differences.js';
import { armOf } from '../pick-contenders.js';
import type { MeasuresOverSeeds, OverSeeds, RetrievalOverSeeds } from '../over-seeds.js';
import type { ComparisonSummary } from '../summarize-comparison.js';

/** A table of a comparison, for HTML, Markdown or a terminal. */
export interface ComparisonTable {
  readonly id:
    | 'results'
    | 'balanced'
    | 'retrieval'
    | 'differences'
    | 'controls'
    | 'settings'
    | 'same-settings'
    | 'runs'
    | 'curves';
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How to read it. */
  readonly about: string;
}

/**
 * The tables of a comparison, without empty ones.
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
  const { contenders, atBest, atSame, controls, margin } = summary;
  const { data } = comparison;
  const recall = data.retrieval ? ['recall@1'] : [];
  const all: ComparisonTable[] = [
    {
      id: 'results',
      title: `Results on ${count(data.testImages)} test images`,
      header: ['method', 'seeds', ...accuracies, 's/epoch'],
      rows: [
        ...shownContenders(contenders).map(contenderRow),
        ...summary.baselines.map(({ name, measures }) => [name, ...measureCells(measures), '']),
        ...(data.unbalanced && data.mostFrequent
          ? [
              [
                ...['most frequent class', ''],
                ...[percent(data.mostFrequent.top1), percent(data.mostFrequent.top1), '', ''],
              ],
            ]
          : []),
        ['chance', '', percent(summary.chance), percent(summary.chance), '', ''],
      ],
      about:
        'Top-1 accuracy on the test images with the weights of the last epoch: mean and, with three seeds or more, standard deviation over seeds. T is the temperature of the loss; the kNN temperature is the same in all rows. Random weights are the initial weights of the runs. s/epoch is the time of an epoch’s steps in seconds, without evaluations; other programs may have slowed it down.',
    },
    ...balancedTable(comparison, summary),
    ...retrievalTable(comparison, summary),
    {
      id: 'differences',
      title: 'Jaccard minus cosine',
      header: differenceHeader,
      rows: atBest.map(differenceRow),
      about: `Paired differences in percentage points of top-1 accuracy and, if measured, of retrieval: with the same seed, both methods have the same images, views and initial weights. Each measure compares the settings that it picked itself on validation images. The interval is Student’s t interval of the mean over three seeds or more. It accounts for the choice of the seeds, not of the test images. ${findingText(margin)}`,
    },
    {
      id: 'controls',
      title: 'Control arms',
      header: differenceHeader,
      rows: controls.map(differenceRow),
      about:
        'Each control arm is a method of its own, at its own best temperature. Weights 1 0 0 are J alone. Weights 0 0.5 0.5 have both heads and their cosine terms but no J: if they do as well as the default weights, it is the second head that helps, not the Jaccard similarity. These differences are corrected together, apart from those above.',
    },
    {
      id: 'settings',
      title: 'All settings',
      header: ['method', 'picked', 'seeds', ...accuracies, 's/epoch', ...recall],
      rows:
        contenders.length > new Set(contenders.map(armOf)).size
          ? contenders.map((one) => {
              const [name = '', ...cells] = contenderRow(one);
              const found = one.measures?.retrieval?.recall[0];
              return [
                ...[name, pickedText(one, summary), ...cells],
                ...recall.map(() => (found ? shareOf(found) : '–')),
              ];
            })
          : [],
      about:
        'The picked setting of a method has the highest mean on the validation images, by the measures named; test images are not used to pick it.',
    },
    {
      id: 'same-settings',
      title: 'Jaccard minus cosine at the same temperature',
      header: differenceHeader,
      rows: atSame.map(differenceRow),
      about:
        'The same temperature means different things for the two similarities: see above. These differences are corrected together.',
    },
    {
      id: 'runs',
      title: 'All runs',
      header: ['run', 'kNN', 'linear', 'kNN validation', ...recall, 's/epoch', 'failed'],
      rows: comparison.runs.map(({ name, measures, secondsPerEpoch, error = '' }) => [
        name,
        percent(measures?.knn.top1),
        percent(measures?.linear.top1),
        percent(measures?.validation),
        ...recall.map(() =>
          withInterval(
            percent(measures?.retrieval?.recall[0]),
            measures?.retrieval?.recallIntervals?.[0],
          ),
        ),
        secondsPerEpoch === undefined ? '–' : formatSeconds(secondsPerEpoch),
        error,
      ]),
      about: `Each run is a folder next to this page, which jssl report, jssl knn and all other commands can open.${
        data.retrieval
          ? ' In parentheses: 95 % bootstrap interval over identities, which accounts for the choice of the test images.'
          : ''
      }`,
    },
  ];
  return all.filter(({ rows }) => rows.length > 0);
}

/** Balanced accuracies, for data whose classes have different numbers of test images. */
function balancedTable(
  { data }: Comparison,
  { contenders, baselines, chance }: ComparisonSummary,
): ComparisonTable[] {
  if (!data.unbalanced) return [];
  const cell = (over: OverSeeds | undefined) => (over ? shareOf(over) : '–');
  const guessed = percent(data.mostFrequent?.balanced);
  return [
    {
      id: 'balanced',
      title: 'Balanced accuracy',
      header: ['method', 'seeds', 'kNN', 'linear'],
      rows: [
        ...[...shownContenders(contenders), ...baselines].map(({ name, measures }) => [
          name,
          measures ? String(measures.knn.count) : '',
          cell(measures?.knnBalanced),
          cell(measures?.linearBalanced),
        ]),
        ['most frequent class', '', guessed, guessed],
        ['chance', '', percent(chance), percent(chance)],
      ],
      about: `The mean of the per-class accuracies. The classes have different numbers of test images: always guessing ${data.mostFrequent?.class ?? 'the most frequent class'} is right for ${percent(data.mostFrequent?.top1)} of them.`,
    },
  ];
}

/** Retrieval of partners, for data that has them. */
function retrievalTable(
  { data: { retrieval } }: Comparison,
  { contenders, baselines }: ComparisonSummary,
): ComparisonTable[] {
  if (!retrieval) return [];
  const { attribute, across, recallAt, chance } = retrieval;
  const cells = (found: RetrievalOverSeeds | undefined) => [
    found ? String(found.meanAveragePrecision.count) : '',
    ...recallAt.map((_, at) =>
      found?.recall[at]
        ? withInterval(shareOf(found.recall[at]), found.recallIntervals?.[at])
        : '–',
    ),
    found
      ? withInterval(shareOf(found.meanAveragePrecision), found.meanAveragePrecisionInterval)
      : '–',
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
      about: `For each of ${count(chance.queries)} test images, the images of another ${across} are ranked by cosine similarity, and its partner has the same ${attribute}. recall@k is the share of images whose partner is among the first k; mAP is the mean average precision. Training never sees which images are partners. With a single seed, a 95 % bootstrap interval over identities is in parentheses. The settings are those picked by kNN.`,
    },
  ];
}

/** The picked setting of each method, or all its settings if none was picked. */
export function shownContenders(contenders: readonly Contender[]): readonly Contender[] {
  return contenders.filter(
    (one) => one.picked || !contenders.some((other) => armOf(other) === armOf(one) && other.picked),
  );
}

const accuracies = ['kNN', 'linear', 'kNN validation'];
const differenceHeader = [
  ...['methods', 'by', 'seeds', 'difference', '95 % interval'],
  ...['p', 'p of equivalence', 'finding', 'by seed'],
];

function findingText(margin: number): string {
  return `p is that of Student’s t test, and p of equivalence that of two one-sided t tests that the difference is within ${margin} points of 0; both are corrected for the number of differences in the table (Holm). Below 0.05 the finding is better or worse, or equivalent. An interval that contains 0 does not show that methods are equivalent.`;
}

/** A p-value; a small one is not worth its digits. */
export function shownProbability(probability: number): string {
  return probability < 0.001 ? '< 0.001' : probability.toFixed(3);
}

/** The measures by which a setting was picked: `yes` if these are all that there are. */
function pickedText({ pickedBy }: Contender, { contenders }: ComparisonSummary): string {
  const all = evaluatedMeasures(contenders);
  const by = all.filter((measure) => pickedBy.includes(measure));
  return by.length === all.length ? 'yes' : by.join(', ');
}

function contenderRow({ name, failed, measures, secondsPerEpoch, runs }: Contender): string[] {
  const seeds = failed > 0 ? `${runs.length}, ${failed} failed` : String(runs.length);
  const cells = measures ? measureCells(measures).slice(1) : ['–', '–', '–'];
  return [name, seeds, ...cells, secondsPerEpoch ? spread(secondsPerEpoch, formatSeconds) : '–'];
}

function measureCells({ knn, linear, validation }: MeasuresOverSeeds): string[] {
  return [String(knn.count), shareOf(knn), shareOf(linear), validation ? shareOf(validation) : '–'];
}

function shareOf(over: OverSeeds): string {
  // `62.00 ± 1.00 %`: the unit once.
  return `${spread(over, (value) => formatShare(value).slice(0, -2))} %`;
}

function withInterval(text: string, interval: Interval | undefined): string {
  return interval ? `${text} (${formatInterval(interval)})` : text;
}

/** Mean and, with three seeds or more, standard deviation. */
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
  judged,
}: Difference): string[] {
  return [
    `${jaccard} minus ${cosine}`,
    measure,
    String(differences.length),
    signed(mean),
    interval ? `${signed(interval.low)} to ${signed(interval.high)}` : '–',
    judged ? shownProbability(judged.adjusted) : '–',
    judged ? shownProbability(judged.adjustedEquivalence) : '–',
    judged?.outcome ?? '–',
    differences.map(signed).join(', '),
  ];
}

/** A share in percentage points. */
export function points(share: number): string {
  return (100 * share).toFixed(2).replace('-', '−');
}

export function signed(share: number): string {
  return `${share >= 0 ? '+' : ''}${points(share)}`;
}

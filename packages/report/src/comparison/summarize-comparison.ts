import { meanInterval, type Interval, type MeanInterval } from '@jssl/eval';
import {
  methodNames,
  methodTraits,
  type ComparedRun,
  type Comparison,
  type EncoderMeasures,
} from '@jssl/trainer';

/**
 * The fewest seeds for which a spread or an interval is shown. With two it says almost nothing: Student's 95
 * % interval of two numbers is 18 standard deviations wide.
 */
export const LEAST_SEEDS = 3;

/** A number over seeds. */
export interface OverSeeds {
  readonly count: number;
  readonly mean: number;
  /** Absent with fewer than three seeds. */
  readonly standardDeviation?: number;
}

/** The evaluations of an encoder over seeds; shares in [0, 1]. */
export interface MeasuresOverSeeds {
  readonly knn: OverSeeds;
  readonly linear: OverSeeds;
  /** Balanced accuracies; absent if a run was recorded without them. */
  readonly knnBalanced?: OverSeeds;
  readonly linearBalanced?: OverSeeds;
  /** kNN on the validation images, which pick the settings; absent without validation images. */
  readonly validation?: OverSeeds;
  /** Retrieval of partners from another vendor; absent if images have no partners. */
  readonly retrieval?: RetrievalOverSeeds;
}

/** Recall at each k of the comparison and mean average precision, over seeds. */
export interface RetrievalOverSeeds {
  readonly recall: readonly OverSeeds[];
  readonly meanAveragePrecision: OverSeeds;
  /** For a single run: its bootstrap intervals over identities, if they were recorded. */
  readonly recallIntervals?: readonly Interval[];
  readonly meanAveragePrecisionInterval?: Interval;
}

/** A method at one setting, over its seeds. */
export interface Contender {
  /** `jaccard-moco, T 0.5`, and the weights if they differ between runs. */
  readonly name: string;
  readonly method: ComparedRun['method'];
  readonly temperature: number;
  readonly weights: ComparedRun['weights'];
  /** The runs that were evaluated. */
  readonly runs: readonly MeasuredRun[];
  /** How many runs failed. */
  readonly failed: number;
  /** Absent if no run was evaluated. */
  readonly measures?: MeasuresOverSeeds;
  readonly secondsPerEpoch?: OverSeeds;
  /** Whether it is the method's best setting on the validation images, or its only one. */
  readonly picked: boolean;
}

export type MeasuredRun = ComparedRun & { readonly measures: EncoderMeasures };

/** Methods are compared by top-1 accuracy, and recall at 1 and mean average precision of retrieval. */
export type ComparedMeasure = (typeof comparedMeasures)[number][0];

/** A Jaccard method minus its cosine counterpart, over the seeds that both have. */
export interface Difference {
  readonly jaccard: string;
  readonly cosine: string;
  readonly measure: ComparedMeasure;
  /** Jaccard minus cosine for each seed; shares in [-1, 1]. */
  readonly differences: readonly number[];
  readonly mean: number;
  /** Student's 95 % interval of the mean; absent with fewer than three seeds. */
  readonly interval?: MeanInterval;
}

/** The results of a comparison so far. */
export interface ComparisonSummary {
  readonly contenders: readonly Contender[];
  readonly baselines: readonly { readonly name: string; readonly measures: MeasuresOverSeeds }[];
  /** 1/L */
  readonly chance: number;
  /** Each method at its picked setting. */
  readonly atBest: readonly Difference[];
  /** At the same temperature; empty if each method has one setting. */
  readonly atSame: readonly Difference[];
}

/** How to read each measure; undefined if it was not evaluated. */
const comparedMeasures = [
  ['kNN', ({ knn }: EncoderMeasures) => knn.top1],
  ['linear', ({ linear }: EncoderMeasures) => linear.top1],
  ['recall@1', ({ retrieval }: EncoderMeasures) => retrieval?.recall[0]],
  ['mAP', ({ retrieval }: EncoderMeasures) => retrieval?.meanAveragePrecision],
] as const;

/** Each Jaccard method and its cosine counterpart. */
const twins = methodNames.flatMap((name) => {
  const { cosineTwin } = methodTraits(name);
  return cosineTwin ? [[name, cosineTwin] as const] : [];
});

/**
 * Computes means and standard deviations over seeds, picks settings on validation images, and pairs the
 * differences by seed.
 * @example
 * ```ts
 * import { summarizeComparison } from '@jssl/report';
 * import { readComparison } from '@jssl/trainer';
 *
 * const { contenders, chance } = summarizeComparison(readComparison('comparison'));
 * console.log(contenders.map(({ name }) => name).join('; '), chance); // jaccard-moco, T 0.5; moco, T 0.5 0.5
 * ```
 */
export function summarizeComparison(comparison: Comparison): ComparisonSummary {
  const contenders = pickContenders(contendersOf(comparison.runs));
  const { baselines } = comparison;
  const of = (method: string) => contenders.filter((one) => one.method === method);
  const both = (which: (jaccard: Contender, cosine: Contender) => boolean) =>
    twins.flatMap(([jaccard, cosine]) =>
      of(jaccard).flatMap((one) =>
        of(cosine)
          .filter((other) => which(one, other))
          .flatMap((other) => differencesOf(one, other)),
      ),
    );
  const isSweep = contenders.length > new Set(contenders.map(({ method }) => method)).size;
  return {
    contenders,
    baselines: [...new Set(baselines.map(({ name }) => name))].map((name) => ({
      name,
      measures: overSeeds(
        baselines.filter((one) => one.name === name).map(({ measures }) => measures),
      ),
    })),
    chance: 1 / comparison.data.classes,
    atBest: both((jaccard, cosine) => jaccard.picked && cosine.picked),
    atSame: isSweep ? both((jaccard, cosine) => jaccard.temperature === cosine.temperature) : [],
  };
}

function contendersOf(runs: readonly ComparedRun[]): Omit<Contender, 'picked'>[] {
  const isJaccard = ({ method }: ComparedRun) => methodTraits(method).jaccardTerms;
  const several = new Set(runs.filter(isJaccard).map(({ weights }) => weights.join())).size > 1;
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const weights = several && isJaccard(run) ? `, weights ${run.weights.join(' ')}` : '';
    const name = `${run.method}, T ${run.temperature}${weights}`;
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  return [...groups].flatMap(([name, group]) => {
    const [first] = group;
    if (!first) return [];
    const { method, temperature, weights } = first;
    const measured = group.filter((run): run is MeasuredRun => run.measures !== undefined);
    const seconds = measured.flatMap(({ secondsPerEpoch = [] }) => secondsPerEpoch);
    return {
      ...{ name, method, temperature, weights },
      runs: measured,
      failed: group.length - measured.length,
      ...(measured.length > 0 && { measures: overSeeds(measured.map((run) => run.measures)) }),
      ...(seconds.length > 0 && { secondsPerEpoch: numberOverSeeds(seconds) }),
    };
  });
}

/**
 * Picks for each method the first setting with the highest mean kNN accuracy on the validation images. A
 * setting with failed runs is picked only if all settings have failed runs. Without validation images a
 * single setting is picked, and none of several.
 */
function pickContenders(contenders: readonly Omit<Contender, 'picked'>[]): Contender[] {
  const picked = new Set(
    [...new Set(contenders.map(({ method }) => method))].map((method) => {
      const measured = contenders.filter((one) => one.method === method && one.measures);
      if (measured.length === 1) return measured[0];
      const whole = measured.filter(({ failed }) => failed === 0);
      return (whole.length > 0 ? whole : measured).reduce<(typeof measured)[number] | undefined>(
        (best, one) => (validation(one) > validation(best) ? one : best),
        undefined,
      );
    }),
  );
  return contenders.map((one) => ({ ...one, picked: picked.has(one) }));
}

function validation(contender: Pick<Contender, 'measures'> | undefined): number {
  return contender?.measures?.validation?.mean ?? -Infinity;
}

function differencesOf(jaccard: Contender, cosine: Contender): Difference[] {
  const pairs = jaccard.runs.flatMap((one) => {
    const other = cosine.runs.find(({ seed }) => seed === one.seed);
    return other ? [[one.measures, other.measures] as const] : [];
  });
  return comparedMeasures.flatMap(([measure, valueOf]) => {
    const differences = pairs.flatMap(([one, other]) => {
      const [value, otherValue] = [valueOf(one), valueOf(other)];
      return value === undefined || otherValue === undefined ? [] : [value - otherValue];
    });
    if (differences.length === 0) return [];
    return {
      jaccard: jaccard.name,
      cosine: cosine.name,
      measure,
      differences,
      mean: meanOf(differences),
      ...(differences.length >= LEAST_SEEDS && { interval: meanInterval(differences) }),
    };
  });
}

function overSeeds(measures: readonly EncoderMeasures[]): MeasuresOverSeeds {
  const validations = measures.flatMap(({ validation = [] }) => validation);
  const retrievals = measures.flatMap(({ retrieval = [] }) => retrieval);
  return {
    knn: numberOverSeeds(measures.map(({ knn }) => knn.top1)),
    linear: numberOverSeeds(measures.map(({ linear }) => linear.top1)),
    ...balancedOverSeeds(
      'knnBalanced',
      measures.map(({ knn }) => knn.balanced),
    ),
    ...balancedOverSeeds(
      'linearBalanced',
      measures.map(({ linear }) => linear.balanced),
    ),
    ...(validations.length > 0 && { validation: numberOverSeeds(validations) }),
    ...(retrievals.length > 0 && { retrieval: retrievalOverSeeds(retrievals) }),
  };
}

function balancedOverSeeds(
  name: 'knnBalanced' | 'linearBalanced',
  values: readonly (number | undefined)[],
): Partial<MeasuresOverSeeds> {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 && known.length === values.length
    ? { [name]: numberOverSeeds(known) }
    : {};
}

function retrievalOverSeeds(
  retrievals: readonly NonNullable<EncoderMeasures['retrieval']>[],
): RetrievalOverSeeds {
  const recalls = retrievals.map(({ recall }) => recall);
  const [only = {}] = retrievals.length === 1 ? retrievals : [];
  return {
    ...intervalsOf(only),
    recall: (recalls[0] ?? []).map((_, at) =>
      numberOverSeeds(recalls.flatMap((recall) => recall[at] ?? [])),
    ),
    meanAveragePrecision: numberOverSeeds(
      retrievals.map(({ meanAveragePrecision }) => meanAveragePrecision),
    ),
  };
}

function intervalsOf({
  recallIntervals,
  meanAveragePrecisionInterval,
}: Partial<NonNullable<EncoderMeasures['retrieval']>>) {
  return {
    ...(recallIntervals && { recallIntervals }),
    ...(meanAveragePrecisionInterval && { meanAveragePrecisionInterval }),
  };
}

function numberOverSeeds(numbers: readonly number[]): OverSeeds {
  const count = numbers.length;
  if (count < LEAST_SEEDS) return { count, mean: meanOf(numbers) };
  const { mean, standardDeviation } = meanInterval(numbers);
  return { count, mean, standardDeviation };
}

/** The mean of one or more numbers. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

import { meanInterval, type Interval } from '@jssl/eval';
import type { EncoderMeasures } from '@jssl/trainer';

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

/** Summarizes the measures of an encoder over its seeds. */
export function overSeeds(measures: readonly EncoderMeasures[]): MeasuresOverSeeds {
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

export function numberOverSeeds(numbers: readonly number[]): OverSeeds {
  const count = numbers.length;
  if (count < LEAST_SEEDS) return { count, mean: meanOf(numbers) };
  const { mean, standardDeviation } = meanInterval(numbers);
  return { count, mean, standardDeviation };
}

/** The mean of one or more numbers. */
export function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

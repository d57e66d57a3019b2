import {
  judgeDifferences,
  meanInterval,
  pairedEstimate,
  type JudgedDifference,
  type MeanInterval,
} from '@jssl/eval';

import { comparedMeasures, type ComparedMeasure } from './compared-measure.js';
import type { Contender } from './contender.js';
import { LEAST_SEEDS, meanOf } from './over-seeds.js';

/** One arm minus another by one measure, over the seeds that both have. */
export interface Difference {
  /** The arm that should be better: a Jaccard method. */
  readonly jaccard: string;
  /** The arm that it is compared with: the cosine counterpart, or a control. */
  readonly cosine: string;
  readonly measure: ComparedMeasure;
  /** The first minus the second for each seed; shares in [-1, 1]. */
  readonly differences: readonly number[];
  readonly mean: number;
  /** Student's 95 % interval of the mean; absent with fewer than three seeds. */
  readonly interval?: MeanInterval;
  /** What it shows, corrected over the table it is in; absent with fewer than three seeds. */
  readonly judged?: JudgedDifference;
  /** How many differences were corrected together. */
  readonly family?: number;
}

/** The differences of two arms by the given measures, paired by seed. */
export function pairedDifferences(
  jaccard: Contender,
  cosine: Contender,
  measures: readonly ComparedMeasure[] = comparedMeasures.map(({ measure }) => measure),
): Difference[] {
  const pairs = jaccard.runs.flatMap((one) => {
    const other = cosine.runs.find(({ seed }) => seed === one.seed);
    return other ? [[one.measures, other.measures] as const] : [];
  });
  return comparedMeasures.flatMap(({ measure, valueOf }) => {
    if (!measures.includes(measure)) return [];
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

/**
 * The differences of a family with what they show, corrected for their number.
 * @param margin differences smaller than this count as equivalent, as a share.
 */
export function judgeFamily(family: readonly Difference[], margin: number): Difference[] {
  const tested = family.filter(({ differences }) => differences.length >= LEAST_SEEDS);
  const found = judgeDifferences(
    tested.map(({ differences }) => pairedEstimate(differences)),
    { margin },
  );
  return family.map((one) => {
    const judged = found[tested.indexOf(one)];
    return judged ? { ...one, judged, family: tested.length } : one;
  });
}

import { meanInterval } from '@jssl/eval';
import type { ComparedRun, Comparison } from '@jssl/trainer';

import { judgeEncoder, type Contrast } from '../verdict/judge-encoder.js';
import type { Verdict } from '../verdict/verdict.js';
import type { Contender } from './contender.js';
import { LEAST_SEEDS, meanOf } from './over-seeds.js';

/**
 * Judges the method that is best on validation images (the first, without them) by the baselines, by kNN. The
 * interval covers the choice of the seeds (Student's) and of the test images (normal): the squares of the two
 * half widths are added. The accuracies count as independent, which makes it wider than it has to be. Fewer than three seeds give no
 * variance between seeds; then it covers the choice of the test images alone, and says so.
 * @returns undefined until a run was measured.
 * @example
 * ```ts
 * import { judgeComparison, summarizeComparison } from '@jssl/report';
 * import { readComparison } from '@jssl/trainer';
 *
 * const comparison = readComparison('comparison');
 * const verdict = judgeComparison(comparison, summarizeComparison(comparison).contenders);
 * console.log(verdict?.outcome); // undecided
 * ```
 */
export function judgeComparison(
  { baselines, data, config }: Comparison,
  contenders: readonly Contender[],
): Verdict | undefined {
  const measured = contenders.filter(
    ({ control, picked, measures }) => !control && picked && measures,
  );
  const validation = ({ measures }: Contender) => measures?.validation?.mean ?? -Infinity;
  const best = measured.reduce<Contender | undefined>(
    (one, other) => (one && validation(one) >= validation(other) ? one : other),
    undefined,
  );
  if (!best) return undefined;
  const names = [...new Set(baselines.map(({ name }) => name))];
  const guessed = data.mostFrequent;
  const contrasts = [
    ...names.map((name) => {
      const all = baselines.filter((one) => one.name === name);
      const mean = meanOf(all.map(({ measures }) => measures.knn.top1));
      const valueOf = ({ seed }: Pick<ComparedRun, 'seed'>) =>
        all.find((one) => one.seed === seed)?.measures.knn.top1 ?? mean;
      return contrast(
        name,
        best.runs.map((run) => [run.measures.knn.top1, valueOf(run)]),
        data,
      );
    }),
    ...(guessed
      ? [
          contrast(
            guessed.name,
            best.runs.map((run) => [run.measures.knn.top1, guessed.top1]),
            data,
          ),
        ]
      : []),
  ];
  const seeds = best.runs.length === 1 ? 'one seed' : `${best.runs.length} seeds`;
  const isWhole = best.runs.length >= LEAST_SEEDS;
  return judgeEncoder(contrasts, {
    subject: `The encoder of ${best.name}`,
    use: 'use it for neighbors and duplicates',
    over: isWhole
      ? `${seeds} and ${data.testImages} test images`
      : `${data.testImages} test images, not the choice of ${seeds}`,
    testImages: data.testImages,
    training: {
      ...{ done: config.epochs, planned: config.epochs, images: data.trainImages },
      ...{ accuracies: [], losses: [] },
    },
  });
}

/** The 97.5 % quantile of the standard normal distribution. */
const NORMAL_QUANTILE = 1.959_963_984_540_054;

type Pair = readonly [encoder: number, baseline: number];

function contrast(
  against: string,
  pairs: readonly Pair[],
  { testImages }: Pick<Comparison['data'], 'testImages'>,
): Contrast {
  const differences = pairs.map(([one, other]) => one - other);
  const difference = meanOf(differences);
  const ofTest = [0, 1].reduce((sum, side) => {
    const share = meanOf(pairs.map((pair) => pair[side] ?? NaN));
    return sum + (share * (1 - share)) / testImages;
  }, 0);
  const { low = difference, high = difference } =
    differences.length >= LEAST_SEEDS ? meanInterval(differences) : {};
  const half = Math.hypot((high - low) / 2, NORMAL_QUANTILE * Math.sqrt(ofTest));
  const interval = { low: Math.max(-1, difference - half), high: Math.min(1, difference + half) };
  return { against, difference, interval };
}

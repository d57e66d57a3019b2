import {
  EQUIVALENCE_MARGIN,
  isControlWeights,
  methodNames,
  methodTraits,
  type ComparedRun,
  type Comparison,
} from '@jssl/trainer';

import { comparedMeasures } from './compared-measure.js';
import type { Contender, MeasuredRun } from './contender.js';
import { numberOverSeeds, overSeeds, type MeasuresOverSeeds } from './over-seeds.js';
import { judgeFamily, pairedDifferences, type Difference } from './paired-differences.js';
import { armOf, pickContenders } from './pick-contenders.js';

/** The results of a comparison so far. */
export interface ComparisonSummary {
  readonly contenders: readonly Contender[];
  readonly baselines: readonly { readonly name: string; readonly measures: MeasuresOverSeeds }[];
  /** 1/L */
  readonly chance: number;
  /** Each method at the setting picked by the measure that is compared. Corrected together. */
  readonly atBest: readonly Difference[];
  /**
   * Each Jaccard method minus its control arms, and each control arm minus the cosine counterpart, at settings picked
   * in the same way; empty without control arms. Corrected together.
   */
  readonly controls: readonly Difference[];
  /** At the same temperature; empty if each method has one setting. Corrected together. */
  readonly atSame: readonly Difference[];
  /** Differences smaller than this count as equivalent, in percentage points. */
  readonly margin: number;
}

/** Each Jaccard method and its cosine counterpart. */
const twins = methodNames.flatMap((name) => {
  const { cosineTwin } = methodTraits(name);
  return cosineTwin ? [[name, cosineTwin] as const] : [];
});

/**
 * Computes means and standard deviations over seeds, picks settings on validation images by each measure, pairs the
 * differences by seed and judges them.
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
  const contenders = pickContenders(contendersOf(comparison));
  const { baselines, margin = EQUIVALENCE_MARGIN } = comparison;
  const of = (method: string, control = false) =>
    contenders.filter((one) => one.method === method && one.control === control);
  const judge = (family: readonly Difference[]) => judgeFamily(family, margin / 100);
  const atPicked = (ones: readonly Contender[], others: readonly Contender[]) =>
    comparedMeasures.flatMap(({ measure }) => {
      const isBest = ({ pickedBy }: Contender) => pickedBy.includes(measure);
      const [one, other] = [ones.find(isBest), others.find(isBest)];
      return one && other ? pairedDifferences(one, other, [measure]) : [];
    });
  const atBest = twins.flatMap(([jaccard, cosine]) => atPicked(of(jaccard), of(cosine)));
  const controls = twins.flatMap(([jaccard, cosine]) => {
    const all = of(jaccard, true);
    return [...new Set(all.map(armOf))].flatMap((name) => {
      const arm = all.filter((one) => armOf(one) === name);
      return [...atPicked(of(jaccard), arm), ...atPicked(arm, of(cosine))];
    });
  });
  const atSame = twins.flatMap(([jaccard, cosine]) =>
    of(jaccard).flatMap((one) =>
      of(cosine)
        .filter((other) => one.temperature === other.temperature)
        .flatMap((other) => pairedDifferences(one, other)),
    ),
  );
  const compared = contenders.filter(({ control }) => !control);
  const isSweep = compared.length > new Set(compared.map(({ method }) => method)).size;
  return {
    contenders,
    baselines: [...new Set(baselines.map(({ name }) => name))].map((name) => ({
      name,
      measures: overSeeds(
        baselines.filter((one) => one.name === name).map(({ measures }) => measures),
      ),
    })),
    chance: 1 / comparison.data.classes,
    atBest: judge(atBest),
    controls: judge(controls),
    atSame: isSweep ? judge(atSame) : [],
    margin,
  };
}

function contendersOf({
  runs,
  controls = false,
}: Comparison): Omit<Contender, 'picked' | 'pickedBy'>[] {
  const isJaccard = ({ method }: ComparedRun) => methodTraits(method).jaccardTerms;
  const isControl = (run: Pick<ComparedRun, 'method' | 'weights'>) =>
    controls && methodTraits(run.method).jaccardTerms && isControlWeights(run.weights);
  const others = runs.filter((run) => isJaccard(run) && !isControl(run));
  const several = new Set(others.map(({ weights }) => weights.join())).size > 1;
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) {
    const isNamed = isControl(run) || (several && isJaccard(run));
    const weights = isNamed ? `, weights ${run.weights.join(' ')}` : '';
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
      ...{ name, method, temperature, weights, control: isControl(first) },
      runs: measured,
      failed: group.length - measured.length,
      ...(measured.length > 0 && { measures: overSeeds(measured.map((run) => run.measures)) }),
      ...(seconds.length > 0 && { secondsPerEpoch: numberOverSeeds(seconds) }),
    };
  });
}

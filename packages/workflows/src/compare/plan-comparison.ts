import { basename } from 'node:path';

import type { Dataset, OpenOptions } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { EQUIVALENCE_MARGIN, methodTraits, plannedRuns, type PlannedRun } from '@jssl/trainer';

import { chooseSource } from '../data/choose-source.js';
import { openData, type DataOptions } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { comparisonPlan, type CompareSettings } from './compare-settings.js';
import { estimateComparison, type ComparisonEstimate } from './comparison-estimate.js';

/** A comparison before it is started. */
export interface PlannedComparison extends ComparisonEstimate {
  /** Its folder. */
  readonly out: string;
  /** What is trained with each seed. */
  readonly arms: readonly PlannedArm[];
  readonly seeds: readonly number[];
  /** Differences smaller than this count as equivalent, in percentage points. */
  readonly margin: number;
  /** What settings are picked on. */
  readonly validation: {
    /** `own`: the data set's validation images; `held-out`: a tenth of the training images. */
    readonly origin: 'own' | 'held-out';
    /** The attribute whose images are never split between parts, such as `identity`. */
    readonly groupedBy: string | undefined;
  };
}

/** A method, and its weights if it is a Jaccard method. */
export interface PlannedArm {
  readonly method: string;
  readonly weights: readonly number[] | undefined;
  readonly temperatures: readonly number[];
}

/** Options of {@link planComparison}. */
export interface PlanComparisonOptions
  extends
    WorkOptions,
    Pick<DataOptions, 'onData'>,
    Pick<OpenOptions, 'format' | 'cacheLimit' | 'labels'> {
  /** As of `compare`. */
  readonly out?: string | undefined;
}

/**
 * Plans a comparison without training anything: its arms, seeds and time.
 * @throws SettingError or InputError as `compare` does.
 * @example
 * ```ts
 * import { planComparison } from '@jssl/workflows';
 *
 * const small = { arch: 'resnet18', width: 4, m: 16, batchSize: 8, epochs: 1, k: 5 } as const;
 * const what = { methods: ['jaccard-moco', 'moco'], seeds: 5, settings: small } as const;
 * const { runs, arms, seeds } = await planComparison('photos', what);
 * console.log(runs, arms.length, seeds.join(' ')); // 10 2 0 1 2 3 4
 * ```
 */
export async function planComparison(
  source: string | Dataset | undefined,
  compared: CompareSettings = {},
  options: PlanComparisonOptions = {},
): Promise<PlannedComparison> {
  const plan = comparisonPlan(compared);
  const chosen = chooseSource(source);
  const name = typeof chosen === 'string' ? basename(chosen) : chosen.name;
  const { out = `runs/compare-${name}`, format, cacheLimit, labels } = options;
  await loadEngine();
  const { imageSize, valueRange } = plan.config;
  const { signal, onProgress, onData } = options;
  const data = await openData(chosen, {
    ...{ signal, onProgress, onData, imageSize, valueRange, format, cacheLimit, labels },
  });
  const planned = plannedRuns(plan);
  return {
    ...estimateComparison(planned, data, out),
    out,
    arms: armsOf(planned),
    seeds: [...new Set(planned.map(({ config }) => config.seed))],
    margin: plan.margin ?? EQUIVALENCE_MARGIN,
    validation: {
      origin: data.validation?.labels ? 'own' : 'held-out',
      groupedBy: data.partners?.attribute ?? (data.train.attributes?.['group'] && 'group'),
    },
  };
}

function armsOf(planned: readonly PlannedRun[]): PlannedArm[] {
  const arms = new Map<string, { arm: PlannedArm; temperatures: Set<number> }>();
  for (const { config } of planned) {
    const { method, temperature, weights } = config;
    const own = methodTraits(method).jaccardTerms ? weights : undefined;
    const key = JSON.stringify([method, own]);
    const known = arms.get(key) ?? {
      arm: { method, weights: own, temperatures: [] },
      temperatures: new Set<number>(),
    };
    known.temperatures.add(temperature);
    arms.set(key, known);
  }
  return [...arms.values()].map(({ arm, temperatures }) => ({
    ...arm,
    temperatures: [...temperatures],
  }));
}

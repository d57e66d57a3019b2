import { checkSettings, number, SettingError, whole } from '@jssl/settings';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { methodNames, methodTraits, type MethodName } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { controlWeights } from './control-weights.js';

/** The methods to compare, at which settings and over which seeds. */
export interface ComparisonPlan {
  readonly methods: readonly MethodName[];
  /** Each method is trained at each of these temperatures. */
  readonly temperatures: readonly number[];
  /** The Jaccard methods are trained at these instead. Default: the same. */
  readonly jaccardTemperatures?: readonly number[] | undefined;
  /** Each Jaccard method is trained with each of these; the other methods have no terms to weight. */
  readonly weightsList: readonly TrainConfig['weights'][];
  /** Whether to train each Jaccard method also with the weights of {@link controlWeights}, as arms of their own. */
  readonly controls?: boolean | undefined;
  /** Differences smaller than this count as equivalent, in percentage points. Default 0.5. */
  readonly margin?: number | undefined;
  /** Number of seeds: `config.seed` and those after it. */
  readonly seeds: number;
  /**
   * The settings of all runs. The kNN temperature is `knnTemperature`, or `config.temperature` if that is
   * undefined, for every run, so a sweep of the loss temperature does not change how neighbors vote.
   */
  readonly config: TrainConfig;
}

/** A run of a comparison. */
export interface PlannedRun {
  /** The name of its folder: method, temperature, weights unless they are 0.8, 0.1, 0.1, and seed. */
  readonly name: string;
  readonly config: TrainConfig & { readonly method: MethodName };
}

/**
 * Differences smaller than this count as equivalent unless a plan says otherwise, in percentage points.
 * @example
 * ```ts
 * import { EQUIVALENCE_MARGIN } from '@jssl/trainer';
 *
 * console.log(EQUIVALENCE_MARGIN); // 0.5
 * ```
 */
export const EQUIVALENCE_MARGIN = 0.5;

const planSettings = {
  margin: number({
    ...{ initial: EQUIVALENCE_MARGIN, above: 0, required: 'a number of percentage points above 0' },
    help: 'differences smaller than this count as equivalent, in percentage points',
  }),
  seeds: whole({
    ...{ initial: 3, least: 1, required: 'a whole number, at least 1' },
    help: 'seeds to train each method with: {seed} and those after it',
  }),
};

/**
 * The runs of a comparison in order: all methods and settings with the first seed, then with the second.
 * That keeps an interrupted comparison fair.
 * @throws SettingError for settings that are invalid in one of the runs.
 * @example
 * ```ts
 * import { defaultTrainConfig, plannedRuns } from '@jssl/trainer';
 *
 * const runs = plannedRuns({
 *   methods: ['jaccard-moco', 'moco'],
 *   temperatures: [0.1],
 *   weightsList: [[0.8, 0.1, 0.1]],
 *   seeds: 2,
 *   config: defaultTrainConfig,
 * });
 * console.log(runs.map(({ name }) => name).join(' ')); // jaccard-moco-t0.1-seed0 moco-t0.1-seed0 jaccard-moco-t0.1-seed1 moco-t0.1-seed1
 * ```
 */
export function plannedRuns(plan: ComparisonPlan): PlannedRun[] {
  const { methods, temperatures, weightsList, seeds, config } = plan;
  const {
    jaccardTemperatures = temperatures,
    controls = false,
    margin = EQUIVALENCE_MARGIN,
  } = plan;
  checkSettings(planSettings, { seeds, margin });
  const lists = { methods, temperatures, jaccardTemperatures, weightsList };
  for (const [setting, got] of Object.entries(lists)) {
    if (got.length > 0) continue;
    throw new SettingError({ setting, required: 'at least one', got, gotText: 'none' });
  }
  for (const got of methods) {
    if (methodNames.includes(got)) continue;
    const required = `some of ${methodNames.join(', ')}`;
    throw new SettingError({ setting: 'methods', required, got, choices: methodNames });
  }
  const allWeights = [...weightsList, ...(controls ? controlWeights : [])];
  const knnTemperature = config.knnTemperature ?? config.temperature;
  // By name, to count repeated settings only once.
  const runs = new Map<string, PlannedRun>();
  for (let seed = config.seed; seed < config.seed + seeds; seed++) {
    for (const method of methods) {
      const { jaccardTerms } = methodTraits(method);
      for (const temperature of jaccardTerms ? jaccardTemperatures : temperatures) {
        for (const weights of jaccardTerms ? allWeights : [defaultTrainConfig.weights]) {
          const run = { ...config, method, temperature, weights, knnTemperature, seed };
          checkTrainConfig(run);
          const name = runName(run);
          runs.set(name, { name, config: run });
        }
      }
    }
  }
  return [...runs.values()];
}

function runName({ method, temperature, weights, seed }: TrainConfig): string {
  const usual = weights.join() === defaultTrainConfig.weights.join();
  return `${method}-t${temperature}${usual ? '' : `-w${weights.join('-')}`}-seed${seed}`;
}

import { checkSettings, SettingError, whole } from '@jssl/settings';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { methodNames, methodTraits, type MethodName } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';

/** The methods to compare, at which settings and over which seeds. */
export interface ComparisonPlan {
  readonly methods: readonly MethodName[];
  /** Each method is trained at each of these temperatures. */
  readonly temperatures: readonly number[];
  /** Each Jaccard method is trained with each of these; the other methods have no terms to weight. */
  readonly weightsList: readonly TrainConfig['weights'][];
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

const seedSettings = {
  seeds: whole({
    ...{ initial: 3, least: 1, required: 'a whole number, at least 1' },
    help: 'seeds to train each method with: {seed} and those after it',
  }),
};

/**
 * The runs of a comparison in order: all methods and settings with the first seed, then with the second.
 * That keeps an interrupted comparison fair.
 * @throws SettingError for settings that cannot work in one of the runs.
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
  checkSettings(seedSettings, { seeds });
  for (const [setting, got] of Object.entries({ methods, temperatures, weightsList })) {
    if (got.length > 0) continue;
    throw new SettingError({ setting, required: 'at least one', got, gotText: 'none' });
  }
  for (const got of methods) {
    if (methodNames.includes(got)) continue;
    const required = `some of ${methodNames.join(', ')}`;
    throw new SettingError({ setting: 'methods', required, got, choices: methodNames });
  }
  const knnTemperature = config.knnTemperature ?? config.temperature;
  // By name, to count repeated settings only once.
  const runs = new Map<string, PlannedRun>();
  for (let seed = config.seed; seed < config.seed + seeds; seed++) {
    for (const method of methods) {
      const { jaccardTerms } = methodTraits(method);
      for (const temperature of temperatures) {
        for (const weights of jaccardTerms ? weightsList : [defaultTrainConfig.weights]) {
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

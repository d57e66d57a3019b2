import { checkSettings, SettingError, whole } from '@jssl/settings';

import { checkTrainConfig } from '../settings/check-train-config.js';
import { methodNames, type MethodName } from '../settings/method-names.js';
import { methodTraits } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';

/** Which methods are to be compared, at which settings, over which seeds. */
export interface ComparisonPlan {
  readonly methods: readonly MethodName[];
  /** Each method is trained at each of them. */
  readonly temperatures: readonly number[];
  /** Each Jaccard method is trained with each of them; the others have no terms to weigh. */
  readonly weightsList: readonly TrainConfig['weights'][];
  /** How many seeds: `config.seed` and those that follow. */
  readonly seeds: number;
  /**
   * What all runs have in common. Its `knnTemperature` is that of the votes in all of them; where it is
   * undefined `config.temperature` is, so that a sweep of the loss's temperature changes no votes.
   */
  readonly config: TrainConfig;
}

/** A run of a comparison. */
export interface PlannedRun {
  /** Its folder's name: method, temperature, weights where they are not 0.8, 0.1, 0.1, and seed. */
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
 * The runs of a comparison in their order: all methods and settings with the first seed, then with the
 * second, so that one that was broken off compares like with like.
 * @throws SettingError for settings that cannot work in one of them.
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
    throw new SettingError({ setting: 'methods', required, got });
  }
  const knnTemperature = config.knnTemperature ?? config.temperature;
  // By name, since a setting that is given twice is one.
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

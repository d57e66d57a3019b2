import { methodNames, plannedRuns, type ComparisonPlan, type PresetName } from '@jssl/trainer';

import {
  checkTermSettings,
  mergeSettings,
  type GivenSettings,
} from '../train/complete-settings.js';

/** What to compare. */
export interface CompareSettings {
  /** Default: all. */
  readonly methods?: ComparisonPlan['methods'] | undefined;
  /** Number of seeds for each method. Default 3. */
  readonly seeds?: number | undefined;
  /** Train each method at each of these. Default: the temperature of the settings. */
  readonly temperatures?: ComparisonPlan['temperatures'] | undefined;
  /** Train the Jaccard methods with each of these weights of the terms. Default: the settings'. */
  readonly weightsList?: ComparisonPlan['weightsList'] | undefined;
  /** Train the Jaccard methods at each of these instead of `temperatures`. Default: the same. */
  readonly jaccardTemperatures?: ComparisonPlan['jaccardTemperatures'];
  /** Also train control arms: each Jaccard method with the weights of `controlWeights`. Default false. */
  readonly controls?: boolean | undefined;
  /** Differences smaller than this count as equivalent, in percentage points. Default 0.5. */
  readonly margin?: number | undefined;
  /** Settings that all runs share. Default: the preset's. */
  readonly settings?: GivenSettings | undefined;
  /** Default `original`. */
  readonly preset?: PresetName | undefined;
}

/**
 * The complete plan of a comparison.
 * @throws SettingError or InputError for invalid settings.
 */
export function comparisonPlan(compared: CompareSettings): ComparisonPlan {
  const { methods = methodNames, seeds = 3, settings = {}, preset } = compared;
  const config = mergeSettings(settings, preset);
  const { temperatures = [config.temperature], weightsList = [config.weights] } = compared;
  const { jaccardTemperatures, controls, margin } = compared;
  const plan = {
    ...{ methods, seeds, temperatures, jaccardTemperatures, weightsList, controls, margin, config },
  };
  plannedRuns(plan);
  const { weightsList: typed } = compared;
  checkTermSettings(
    { ...settings, weightsList: typed, jaccardTemperatures, controls: controls || undefined },
    methods,
  );
  return plan;
}

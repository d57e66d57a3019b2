import { fillNames } from '@jssl/settings';
import { healthWarnings, type EpochMetrics } from '@jssl/trainer';

import { flagOf } from './flag-of.js';

/** The warnings of an epoch, with settings in braces where they can be told from words. */
export function warningTemplates(metrics: readonly EpochMetrics[], at: number): string[] {
  const recorded = metrics[at]?.warnings ?? [];
  if (recorded.length === 0) return [];
  const templates = healthWarnings(metrics.slice(0, at + 1));
  return recorded.map((one) => templates.find((template) => fillNames(template) === one) ?? one);
}

/** The epochs of a run, with flags instead of settings in their warnings. */
export function warningsWithFlags(metrics: readonly EpochMetrics[]): readonly EpochMetrics[] {
  return metrics.map((epoch, at) =>
    epoch.warnings === undefined || epoch.warnings.length === 0
      ? epoch
      : { ...epoch, warnings: warningTemplates(metrics, at).map((one) => fillNames(one, flagOf)) },
  );
}

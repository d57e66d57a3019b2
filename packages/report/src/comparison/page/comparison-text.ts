import { defaultTrainConfig, type Comparison, type TrainConfig } from '@jssl/trainer';

import { flagOf } from '../../page/flag-of.js';
import { count } from '../../page/page-parts.js';
import { settingsOf } from '../../sections/settings.js';

/** The texts of a comparison besides its tables. */
export interface ComparisonText {
  readonly title: string;
  readonly progress: string;
  /** Why methods are not compared at one temperature. */
  readonly temperature: string;
  /** Runs it again. */
  readonly command: string;
  readonly machine: readonly (readonly [name: string, value: string])[];
  /** Settings of all runs that differ from the defaults, as flags. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

const ofEachRun: readonly (keyof TrainConfig)[] = ['method', 'temperature', 'weights', 'seed'];

export function comparisonText(comparison: Comparison): ComparisonText {
  const { data, runs, planned, config, machine, about } = comparison;
  const methods = [...new Set(runs.map(({ method }) => method))];
  const measured = planned.filter((name) => runs.some((run) => run.name === name && run.measures));
  const failed = runs.filter(({ error }) => error !== undefined).length;
  const defaults = new Map(settingsOf(defaultTrainConfig));
  const { command, engine, versions } = about;
  return {
    title: `${methods.length > 0 ? methods.join(', ') : 'Methods'} on ${data.name}`,
    progress:
      `${count(measured.length)} of ${count(planned.length)} runs are trained and evaluated` +
      `${failed > 0 ? `, ${failed} failed` : ''}: ${config.arch} of width ${config.width}, ` +
      `${config.epochs} epoch${config.epochs === 1 ? '' : 's'} on ${count(data.trainImages)} images ` +
      `of ${data.name} each, evaluated on ${count(data.testImages)} test images` +
      `${data.testOrigin === undefined || data.testOrigin === 'test' ? '' : ` (${data.testOrigin})`}, ` +
      `by kNN (k ${config.k}, T ${config.knnTemperature ?? config.temperature})${data.retrieval ? ',' : ' and'} by a linear classifier on frozen features${data.retrieval ? ` and by retrieval of partners across ${data.retrieval.across}s` : ''}.`,
    temperature:
      'The Jaccard similarity is in [0, 1] and the cosine in [-1, 1], so the same temperature means different things for them. Compare each method at its own best temperature, which is picked on validation images, never on test images.',
    command: typeof command === 'string' ? command : 'unknown',
    machine: [
      ...Object.entries(machine),
      ...plainEntries(engine, 'engine '),
      ...plainEntries(versions),
    ]
      // A path on the user's machine, which is irrelevant to others.
      .filter(([name]) => name !== 'engine folder'),
    settings: settingsOf(config)
      .filter(
        ([name, value]) =>
          !ofEachRun.includes(name as keyof TrainConfig) && value !== defaults.get(name),
      )
      .map(([name, value]) => [flagOf(name), value]),
  };
}

function plainEntries(value: unknown, prefix = ''): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one))
    .map(([name, one]) => [prefix + name, String(one)]);
}

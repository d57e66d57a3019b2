import {
  embedForEvaluation,
  encoderFeatures,
  pixelFeatures,
  randomStream,
  type EvaluationFeatures,
  type FeatureExtractor,
} from '@jssl/features';
import { createEncoder, type Encoder } from '@jssl/resnet';

import { progressOf, type WorkOptions } from '../data/work-options.js';
import type { EvaluatedRun } from './evaluated-run.js';
import type { MeasuredSubject } from './measurement.js';

/** A result, and what was measured. */
export type Measured<Result> = MeasuredSubject & Result;

/** The network of a run with random weights. The caller disposes it. */
export function randomEncoder({ encoders, config }: EvaluatedRun): Encoder {
  const random = randomStream(config.seed ?? 0, 'weights');
  return createEncoder(encoders[0].encoder.config, random, { trainable: false });
}

/**
 * Measures the run's encoders and their baselines the same way: raw pixels, and the same network with
 * random weights. Each embeds the images once.
 */
export async function measureWithBaselines<Result extends object>(
  run: EvaluatedRun,
  measure: (features: EvaluationFeatures) => Result,
  options: WorkOptions = {},
): Promise<Measured<Result>[]> {
  const { encoders, data, train, views } = run;
  const report = progressOf(options);
  const random = randomEncoder(run);
  const subjects: readonly (MeasuredSubject & { readonly extract: FeatureExtractor })[] = [
    ...encoders.map(({ encoder, ...named }) => ({ ...named, extract: encoderFeatures(encoder) })),
    { name: 'raw pixels', extract: pixelFeatures },
    { name: 'random weights', extract: encoderFeatures(random) },
  ];
  const rows: Measured<Result>[] = [];
  try {
    for (const [done, { extract, ...named }] of subjects.entries()) {
      report({ phase: `measuring ${named.name}`, done, total: subjects.length });
      // Lets signals and timers in.
      await new Promise(setImmediate);
      const features = embedForEvaluation(extract, data, train, views);
      try {
        rows.push({ ...named, ...measure(features) });
      } finally {
        features.dispose();
      }
    }
    return rows;
  } finally {
    random.dispose();
  }
}

import {
  baselines,
  embedForEvaluation,
  encoderFeatures,
  untrainedEncoder,
  type EvaluationFeatures,
  type FeatureExtractor,
} from '@jssl/features';
import type { Encoder } from '@jssl/resnet';

import { progressOf, type WorkOptions } from '../data/work-options.js';
import type { EvaluatedRun } from './evaluated-run.js';
import type { MeasuredSubject } from './measurement.js';

/** A result, with the name of what was measured. */
export type Measured<Result> = MeasuredSubject & Result;

/** The network of a run with random weights. The caller disposes it. */
export function randomEncoder({ encoders, config }: EvaluatedRun): Encoder {
  const { seed = 0, stemInit = 'normal' } = config;
  return untrainedEncoder(encoders[0].encoder, seed, { stemWeights: stemInit });
}

/**
 * Measures the run's encoders and their baselines the same way: raw pixels, and the same network with
 * random weights. Each embeds the images once.
 * @param options.baselines whether to measure them. Default true.
 */
export async function measureWithBaselines<Result extends object>(
  run: EvaluatedRun,
  measure: (
    features: EvaluationFeatures,
    onFit: (done: number, total: number) => void,
  ) => Promise<Result>,
  options: WorkOptions & { readonly baselines?: boolean | undefined } = {},
): Promise<Measured<Result>[]> {
  const { encoders, data, train, views } = run;
  const { signal, baselines: withBaselines = true } = options;
  const report = progressOf(options);
  const random = withBaselines ? randomEncoder(run) : undefined;
  const subjects: readonly (MeasuredSubject & { readonly extract: FeatureExtractor })[] = [
    ...encoders.map(({ encoder, ...named }) => ({ ...named, extract: encoderFeatures(encoder) })),
    ...(random ? baselines(random) : []),
  ];
  const rows: Measured<Result>[] = [];
  try {
    for (const [at, { extract, ...named }] of subjects.entries()) {
      const which = `${named.name}, ${at + 1} of ${subjects.length}`;
      report({ phase: `measuring ${which}:`, done: 0, total: 1 });
      const features = await embedForEvaluation(extract, data, {
        ...{ train, views, signal },
        onEmbedded: (done, total) => {
          report({ phase: `embedding for ${which}: image`, done, total });
        },
      });
      try {
        const onFit = (done: number, total: number) => {
          report({ phase: `fitting classifiers for ${which}:`, done, total });
        };
        rows.push({ ...named, ...(await measure(features, onFit)) });
      } finally {
        features.dispose();
      }
    }
    return rows;
  } finally {
    random?.dispose();
  }
}

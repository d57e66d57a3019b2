import * as tf from '@tensorflow/tfjs-core';

import type { LossTerms } from './method.js';

/** Averages several losses of one method, term by term. */
export function meanTerms(losses: readonly LossTerms[]): LossTerms {
  const [first] = losses;
  if (first && losses.length === 1) return first;
  const names = Object.keys(losses[0] ?? {}) as (keyof LossTerms)[];
  const means = names.map((name) => {
    const terms = losses.flatMap((terms) => terms[name] ?? []);
    return [name, tf.mean(tf.stack(terms))];
  });
  return Object.fromEntries(means) as LossTerms;
}

import type { Random } from '@jssl/augment';
import type { Gradients } from '@jssl/optimizers';
import type { Encoder, Encoding } from '@jssl/resnet';
import * as tf from '@tensorflow/tfjs-core';

import type { LossTerms, Method, Views } from '../methods/method.js';

/** A batch after differentiation. */
export interface DifferentiatedBatch {
  /** By parameter name; missing for parameters the loss does not depend on. */
  readonly gradients: Gradients;
  readonly terms: LossTerms;
  readonly encodings: readonly Encoding[];
  readonly targets: unknown;
}

/**
 * The gradients of the loss of a method over a batch, with the tensors the loss was computed from. They
 * outlive any `tf.tidy`: see {@link disposeBatch}.
 * @param views are not disposed. @param scale factor of the gradients.
 */
export function differentiateBatch(
  { encoder, method }: { readonly encoder: Encoder; readonly method: Method },
  views: Views,
  { random, scale }: { readonly random: Random; readonly scale: number },
): DifferentiatedBatch {
  const targets = method.targets?.(views, random);
  const made: Pick<DifferentiatedBatch, 'terms' | 'encodings'>[] = [];
  const { grads } = tf.variableGrads(() => {
    const { encodings, ...terms } = method.loss(views, targets);
    made.push({ encodings, terms });
    keptTensors({ encodings, terms }).forEach((tensor) => tf.keep(tensor));
    return scale === 1 ? terms.loss : tf.mul(terms.loss, scale);
  }, Object.values(encoder.parameters));
  const gradients = Object.entries(encoder.parameters).flatMap(([name, { name: variable }]) => {
    const gradient = grads[variable];
    return gradient ? [[name, gradient] as const] : [];
  });
  const [{ encodings, terms }] = made as [Pick<DifferentiatedBatch, 'terms' | 'encodings'>];
  return { gradients: Object.fromEntries(gradients), terms, encodings, targets };
}

/** Frees what was kept of a batch. */
export function disposeBatch(batch: Pick<DifferentiatedBatch, 'terms' | 'encodings'>): void {
  tf.dispose(keptTensors(batch));
}

function keptTensors({
  terms,
  encodings,
}: Pick<DifferentiatedBatch, 'terms' | 'encodings'>): tf.Tensor[] {
  const ofEncodings = encodings.flatMap(({ feature, p, n, batchStatistics }) => [
    ...[feature, p, n],
    ...Object.values(batchStatistics),
  ]);
  return [...Object.values({ ...terms }), ...ofEncodings];
}

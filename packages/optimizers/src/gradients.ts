import * as tf from '@tensorflow/tfjs-core';

/** An optional kernel of a backend: the L2 norm of all `tensors` together, a scalar. */
const NORM = 'JsslNormTogether';

/** Gradients by the names of their parameters. */
export type Gradients = Readonly<Record<string, tf.Tensor>>;

/**
 * The L2 norm of all gradients, a scalar.
 * @example
 * ```ts
 * import { gradientNorm } from '@jssl/optimizers';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * console.log(gradientNorm({ weight: tf.scalar(3), bias: tf.scalar(4) }).dataSync()[0]); // 5
 * ```
 */
export function gradientNorm(gradients: Gradients): tf.Scalar {
  return tf.tidy(() => {
    const kernel = tf.getKernel(NORM, tf.getBackend()) as tf.KernelConfig | undefined;
    const tensors = Object.values(gradients);
    if (kernel && tensors.length > 0) {
      const run = kernel.kernelFunc as unknown as (call: object) => tf.Scalar;
      return run({ inputs: { tensors }, backend: tf.backend() });
    }
    const squares = tensors.map((gradient) => tf.sum(tf.square(gradient)));
    return tf.sqrt(tf.addN(squares) as tf.Scalar);
  });
}

/**
 * What to multiply gradients by so that their norm is at most `limit` (arXiv 1211.5063, Algorithm 1), as
 * `clip_grad_norm_` of PyTorch: min(1, limit / (norm + 1e-6)), a scalar. `applyOptimizer` takes it as
 * `gradientScale`.
 * @param norm from {@link gradientNorm}; not disposed.
 * @param limit above 0.
 * @example
 * ```ts
 * import { clipFactor, gradientNorm } from '@jssl/optimizers';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const norm = gradientNorm({ weight: tf.scalar(3), bias: tf.scalar(4) });
 * console.log(clipFactor(norm, 1).dataSync()[0]?.toFixed(3)); // 0.200
 * ```
 */
export function clipFactor(norm: tf.Scalar, limit: number): tf.Scalar {
  return tf.tidy(() => tf.minimum(1, tf.div(limit, tf.add(norm, 1e-6))));
}

/**
 * The sum of two gradients of the same parameters. Both arguments are disposed.
 * @example
 * ```ts
 * import { addGradients } from '@jssl/optimizers';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const { weight } = addGradients({ weight: tf.scalar(1) }, { weight: tf.scalar(2) });
 * console.log(weight?.dataSync()[0]); // 3
 * ```
 */
export function addGradients(first: Gradients, second: Gradients): Gradients {
  const sums = Object.entries(first).map(([name, gradient]) => {
    const other = second[name];
    return [name, other ? tf.add(gradient, other) : tf.clone(gradient)];
  });
  tf.dispose([{ ...first }, { ...second }]);
  return Object.fromEntries(sums) as Gradients;
}

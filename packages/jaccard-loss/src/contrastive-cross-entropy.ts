import * as tf from '@tensorflow/tfjs-core';

/**
 * An optional kernel of a backend. Inputs are `positives` and `negatives`, the attribute is `temperature`,
 * the outputs are {@link ValueAndGradients}.
 */
const FUSED_KERNEL = 'JsslContrastiveCrossEntropy';

/**
 * Cross entropy of picking the positive of each row among its negatives, averaged over the rows (arXiv
 * 1911.05722, Eq. 1): mean over i of −log( e^{s_i⁺/τ} / (e^{s_i⁺/τ} + Σ_j e^{s_ij/τ}) ), by
 * log-sum-exp with the maximum of each row subtracted, so that no temperature overflows.
 *
 * The gradient, (softmax − target) / (τ·N), is computed together with the value: the backward pass is a
 * single multiplication, and the forward pass keeps one matrix instead of one per operation.
 *
 * @param positives similarities of the positive pairs [N, 1], before the temperature.
 * @param negatives similarities to the negatives [N, K]; -Infinity leaves a candidate out.
 * @returns a scalar.
 */
export function contrastiveCrossEntropy(
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  temperature: number,
): tf.Scalar {
  return tf.customGrad((...inputs) => {
    const save = inputs[2] as unknown as tf.GradSaveFunc;
    const kernel = tf.getKernel(FUSED_KERNEL, tf.getBackend()) as tf.KernelConfig | undefined;
    const [value, ...gradients] = (kernel ? fused : composed)(positives, negatives, temperature);
    save(gradients);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [positive, powers, factors] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return [tf.mul(positive, dy), tf.mul(powers, tf.mul(factors, dy))];
      },
    };
  })(positives, negatives) as tf.Scalar;
}

/**
 * The value; the gradient of the positives [N, 1]; the gradient of the negatives as a matrix [N, K] and a
 * column [N, 1] to multiply it by. The caller still multiplies both by the gradient of the value.
 */
type ValueAndGradients = [
  value: tf.Tensor,
  positive: tf.Tensor,
  powers: tf.Tensor,
  factors: tf.Tensor,
];

function fused(
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  temperature: number,
): ValueAndGradients {
  return tf.engine().runKernel(FUSED_KERNEL, { positives, negatives }, { temperature });
}

function composed(
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  temperature: number,
): ValueAndGradients {
  const peak = tf.maximum(positives, tf.max(negatives, 1, true)); // [N, 1]
  const scaledPositives = tf.div(tf.sub(positives, peak), temperature);
  const positivePowers = tf.exp(scaledPositives);
  const powers = tf.exp(tf.div(tf.sub(negatives, peak), temperature)); // [N, K]
  const sums = tf.add(positivePowers, tf.sum(powers, 1, true));
  const scale = 1 / (temperature * positives.shape[0]);
  return [
    tf.mean(tf.sub(tf.log(sums), scaledPositives)),
    tf.mul(tf.sub(tf.div(positivePowers, sums), 1), scale),
    powers,
    tf.div(scale, sums),
  ];
}

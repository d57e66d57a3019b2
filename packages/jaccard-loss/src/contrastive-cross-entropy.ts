import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross entropy of picking each row's positive among its negatives, averaged over the rows (arXiv
 * 1911.05722, Eq. 1): mean over i of −log( e^{s_i⁺/τ} / (e^{s_i⁺/τ} + Σ_j e^{s_ij/τ}) ), by
 * log-sum-exp with each row's maximum taken out, so that no temperature overflows.
 *
 * The gradient, (softmax − target) / (τ·N), is computed with the value: the backward pass is then a
 * multiplication, and the forward pass keeps one matrix instead of one for each operation.
 *
 * @param positives similarity of each row's pair [N, 1], before the temperature.
 * @param negatives similarities to the negatives [N, K]; -Infinity leaves a candidate out.
 * @returns a scalar.
 */
export function contrastiveCrossEntropy(
  positives: tf.Tensor2D,
  negatives: tf.Tensor2D,
  temperature: number,
): tf.Scalar {
  return crossEntropy(temperature)(positives, negatives) as tf.Scalar;
}

const crossEntropy = (temperature: number) =>
  tf.customGrad((...inputs) => {
    const [positives, negatives, save] = inputs as unknown as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.GradSaveFunc,
    ];
    const rows = positives.shape[0];
    const peak = tf.maximum(positives, tf.max(negatives, 1, true)); // [N, 1]
    const scaledPositives = tf.div(tf.sub(positives, peak), temperature);
    const positivePowers = tf.exp(scaledPositives);
    const powers = tf.exp(tf.div(tf.sub(negatives, peak), temperature)); // [N, K]
    const sums = tf.add(positivePowers, tf.sum(powers, 1, true));
    const value = tf.mean(tf.sub(tf.log(sums), scaledPositives));
    const scale = 1 / (temperature * rows);
    save([
      tf.mul(tf.sub(tf.div(positivePowers, sums), 1), scale),
      tf.mul(powers, tf.div(scale, sums)),
    ]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        saved.map((gradient) => tf.mul(gradient, dy)),
    };
  });

import * as tf from '@tensorflow/tfjs-core';

import { pivotedCholesky, solveTransposed } from './pivoted-cholesky.js';

/** Rows [B, F] turned so that at most B columns hold them. */
export interface ReducedColumns {
  /** [B, r], for the caller to dispose. */
  readonly features: tf.Tensor2D;
  /** r, the rank of the rows. */
  readonly columns: number;
  /** Mean square of each column [r]: very different, largest first. */
  readonly meanSquares: Float64Array;
  /**
   * A linear classifier of the rows as they were.
   * @param point weights row by row, then biases [r + 1, L].
   * @returns the same for the original columns [F + 1, L].
   */
  readonly expand: (point: Float64Array) => Promise<Float64Array>;
}

/** With more rows, the decomposition takes longer than it saves. */
const MOST_ROWS = 2048;
/** Of inner products in float32. */
const ROUNDING = 1e-6;

/**
 * Turns rows X [B, F] with more columns than rows: with X = Z·Vᵀ, where the columns of V are orthonormal, a linear
 * classifier U of Z gives the same logits as W = V·U of X, and has the same norm. If the norm is decayed, the best W is
 * such a product, so nothing is lost. Z is the Cholesky factor of X·Xᵀ; rounding leaves a relative error of about 1e-3,
 * so W is a start for a few more iterations on X.
 * @returns undefined where it does not pay off.
 */
export async function reduceColumns(features: tf.Tensor2D): Promise<ReducedColumns | undefined> {
  const [rows, columns] = features.shape;
  if (columns < rows || rows > MOST_ROWS) return undefined;
  const products = tf.matMul<tf.Tensor2D>(features, features, false, true);
  const cholesky = await pivotedCholesky(await products.data(), rows, ROUNDING);
  products.dispose();
  const { factor, pivots } = cholesky;
  const rank = pivots.length;
  if (rank === 0) return undefined;
  return {
    features: tf.tensor2d(Float32Array.from(factor), [rows, rank]),
    columns: rank,
    meanSquares: Float64Array.from({ length: rank }, (_, column) => {
      let sum = 0;
      for (let at = column; at < factor.length; at += rank) sum += (factor[at] ?? NaN) ** 2;
      return sum / rows;
    }),
    expand: async (point) => {
      const classes = point.length / (rank + 1);
      const shares = solveTransposed(cholesky, point.subarray(0, rank * classes));
      const weight = tf.tidy(() => {
        const chosen = tf.gather(features, tf.tensor1d([...pivots], 'int32'));
        const ofRows = tf.tensor2d(Float32Array.from(shares), [rank, classes]);
        return tf.matMul<tf.Tensor2D>(chosen, ofRows, true, false); // [F, L]
      });
      const expanded = new Float64Array((columns + 1) * classes);
      expanded.set(await weight.data());
      expanded.set(point.subarray(rank * classes), columns * classes);
      weight.dispose();
      return expanded;
    },
  };
}

import type { Collectives } from '@jssl/distributed';
import { meanValues } from '@jssl/distributed/tensors';
import * as tf from '@tensorflow/tfjs-core';

import type { LossTerms } from '../methods/method.js';
import { effectiveRank } from '../metrics/effective-rank.js';
import type { StepMetric } from '../metrics/metrics-table.js';

/** The most features of a batch to compute the effective rank from: its cost is cubic in their number. */
const RANK_ROWS = 128;

type Measured = keyof LossTerms | StepMetric;

/** What is measured on a step, as one tensor, so that it is read in a single transfer from the backend. */
export interface JoinedMeasurements {
  readonly tensor: tf.Tensor1D;
  readonly names: readonly string[];
  /** Shape of the features behind the named values; [0, 0] if there are none. */
  readonly features: readonly [rows: number, columns: number];
}

/** Joins scalars and, for their effective rank, features [N, F]. */
export function joinMeasured(
  scalars: Readonly<Partial<Record<Measured, tf.Scalar>>>,
  features: tf.Tensor2D | undefined,
): JoinedMeasurements {
  const names = Object.keys(scalars);
  const row = tf.stack<tf.Scalar>(Object.values(scalars)) as tf.Tensor1D;
  if (!features) return { tensor: row, names, features: [0, 0] };
  const [rows, columns] = [Math.min(features.shape[0], RANK_ROWS), features.shape[1]];
  const flat = tf.reshape<tf.Rank.R1>(tf.slice2d(features, [0, 0], [rows, columns]), [-1]);
  return { tensor: tf.concat1d([row, flat]), names, features: [rows, columns] };
}

/** The values by name (in a job, their means over the ranks), and the effective rank of the features. */
export function splitMeasured(
  { names, features: [rows, columns] }: JoinedMeasurements,
  values: Float32Array,
  job: Collectives | undefined,
): Partial<Record<Measured, number>> {
  const own = values.subarray(0, names.length);
  const means = job ? meanValues(own, job) : own;
  const named = names.map((name, at) => [name, means[at]]);
  return {
    ...(Object.fromEntries(named) as Partial<Record<Measured, number>>),
    ...(rows > 0 && { effectiveRank: effectiveRank(values.subarray(names.length), rows, columns) }),
  };
}

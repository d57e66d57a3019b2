import * as tf from '@tensorflow/tfjs-core';

import { backboneLayers } from '../architecture/backbone-layers.js';
import {
  batchNormInference,
  batchNormSynchronized,
  batchNormTraining,
  type GatherStatistics,
} from '../backbone/batch-norm.js';
import { composedBackbone, type LayerTensors } from '../backbone/composed-backbone.js';
import type { Encoder } from './encoder.js';
import { groupSizes } from '../backbone/group-sizes.js';
import { fusedBackbone, hasFusedBackbone, type Precision } from '../backbone/fused-backbone.js';
import { fusedHead, hasFusedHead } from '../backbone/fused-head.js';
import { normalizeRows } from './normalize-rows.js';

/** Options of {@link encode}. */
export interface EncodeOptions {
  /** Whether batch norm uses the batch's statistics (true) or the running ones (false). */
  readonly training: boolean;
  /**
   * Groups along the batch with separate batch-norm statistics, in training: of the sizes of `groupSizes`. If they
   * are not all equal, the backbone runs operation by operation, in float32, instead of as one kernel. Default 1.
   */
  readonly splits?: number;
  /**
   * Element type of the convolutions and the feature maps between them. Weights, statistics and heads are
   * always float32. bf16 needs @jssl/engine on native TensorFlow. Default f32.
   */
  readonly precision?: Precision;
  /**
   * Gathers batch-norm statistics over processes that hold equal parts of a batch, so that batch norm uses
   * the whole batch. The backbone then runs operation by operation, in float32, instead of as one kernel.
   * Default: the images are the whole batch.
   */
  readonly gatherStatistics?: GatherStatistics;
}

/** An encoder's outputs for a batch of N images. */
export interface Encoding {
  /** f, the backbone's feature, L2-normalized [N, F]. */
  readonly feature: tf.Tensor2D;
  /** Embedding of head p, L2-normalized [N, D]. */
  readonly p: tf.Tensor2D;
  /** Embedding of head n, L2-normalized [N, D]. */
  readonly n: tf.Tensor2D;
  /** The backbone's feature before normalization [N, F], the input of a linear probe. */
  readonly rawFeature: tf.Tensor2D;
  /**
   * In training: each batch norm's mean and unbiased variance of this batch, with the names of
   * `encoder.statistics`, for `updateMovingStatistics`. Inside `tf.variableGrads`, `tf.keep` them.
   */
  readonly batchStatistics: Readonly<Record<string, tf.Tensor1D>>;
}

/**
 * Runs an encoder on a batch: backbone, global average pool, both heads (arXiv 2202.12921). Does not
 * update the running statistics.
 *
 * @param images [N, H, W, C], normalized as in training.
 * @throws TypeError if `images` is not a batch of images. RangeError if it has other channels than the
 * encoder, if N is not divisible by `splits`, or if in training a group has a single image, for which the
 * heads' batch norm has no variance.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { createEncoder, defaultEncoderConfig, encode } from '@jssl/resnet';
 *
 * let seed = 1; // any uniform numbers in [0, 1) work: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 * const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18, width: 8 }, random);
 *
 * const images = tf.randomUniform<tf.Rank.R4>([4, 16, 16, 3], 0, 1, 'float32', 1); // [N, H, W, C]
 * const { feature, p, n } = encode(encoder, images, { training: true });
 * console.log(feature.shape, p.shape, n.shape); // [ 4, 64 ] [ 4, 128 ] [ 4, 128 ]
 * const lengths = [...tf.norm(p, 2, 1).dataSync()];
 * console.log(lengths.map((length) => length.toFixed(3))); // [ '1.000', '1.000', '1.000', '1.000' ]
 * ```
 */
export function encode(
  encoder: Encoder,
  images: tf.Tensor4D,
  { training, splits = 1, precision = 'f32', gatherStatistics }: EncodeOptions,
): Encoding {
  checkImages(encoder, images, training, splits, gatherStatistics);
  const isUneven = training && images.shape[0] % splits !== 0;
  const isComposed = training && (gatherStatistics !== undefined || isUneven);
  const fused = !isComposed && hasFusedBackbone({ training });
  if (precision !== 'f32' && !fused) {
    throw new RangeError(
      `encode: precision must be f32 ${gatherStatistics ? 'with gatherStatistics' : isUneven ? 'with groups of different sizes' : `where the backend has no kernel for the backbone, as ${tf.getBackend()}`}, got ${precision}`,
    );
  }
  return tf.tidy(() => {
    const batchStatistics: Record<string, tf.Tensor1D> = {};
    const variable = (name: string) => variableOf(encoder, name);
    const normalize: LayerTensors['normalize'] = (name, x) => {
      const scale = variable(`${name}.weight`) as tf.Tensor1D;
      const offset = variable(`${name}.bias`) as tf.Tensor1D;
      const meanName = `${name}.running_mean`;
      const varianceName = `${name}.running_var`;
      if (!training) {
        const mean = variable(meanName) as tf.Tensor1D;
        return batchNormInference(x, scale, offset, mean, variable(varianceName) as tf.Tensor1D);
      }
      const { y, mean, variance } = gatherStatistics
        ? batchNormSynchronized(x, scale, offset, gatherStatistics)
        : batchNormTraining(x, scale, offset, splits);
      batchStatistics[meanName] = mean;
      batchStatistics[varianceName] = variance;
      return y;
    };
    const runBackbone = (): tf.Tensor2D => {
      const layers = backboneLayers(encoder.config);
      if (!fused) {
        const filter = (name: string) => variable(name) as tf.Tensor4D;
        return composedBackbone(layers, images, { filter, normalize });
      }
      const output = fusedBackbone(layers, images, variable, { training, splits, precision });
      Object.assign(batchStatistics, output.batchStatistics);
      return output.feature;
    };
    const rawFeature = runBackbone(); // [N, F]
    const isHeadFused = training && !isComposed && hasFusedHead();
    const head = (name: string) => {
      if (!isHeadFused) return normalizeRows(runHead(encoder, name, rawFeature, normalize));
      const output = fusedHead(name, rawFeature, { tensorOf: variable, splits });
      Object.assign(batchStatistics, output.batchStatistics);
      return output.rows;
    };
    return {
      feature: normalizeRows(rawFeature),
      p: head('head_p'),
      n: head('head_n'),
      rawFeature,
      batchStatistics,
    };
  });
}

function runHead(
  encoder: Encoder,
  name: string,
  feature: tf.Tensor2D,
  normalize: LayerTensors['normalize'],
): tf.Tensor2D {
  const variable = (part: string) => variableOf(encoder, `${name}.${part}`);
  const hidden = tf.matMul(feature, variable('0.weight'));
  const [rows, columns] = hidden.shape as [number, number];
  const normalized = normalize(`${name}.1`, tf.reshape(hidden, [rows, 1, 1, columns]));
  const active = tf.reshape<tf.Rank.R2>(tf.relu(normalized), [rows, columns]);
  return tf.add(tf.matMul(active, variable('3.weight') as tf.Tensor2D), variable('3.bias'));
}

/** A parameter or running statistic of an encoder. */
export function variableOf({ parameters, statistics }: Encoder, name: string): tf.Variable {
  const variable = parameters[name] ?? statistics[name];
  if (!variable) throw new Error(`encode: the encoder has no tensor named ${name}`);
  return variable;
}

function checkImages(
  { config }: Encoder,
  images: tf.Tensor,
  training: boolean,
  splits: number,
  gatherStatistics: GatherStatistics | undefined,
): void {
  const shape = `[${images.shape.join(', ')}]`;
  const [rows = 0] = images.shape;
  if (images.rank !== 4) {
    throw new TypeError(`encode: images must be [N, H, W, C], got ${shape}`);
  }
  if (images.shape[3] !== config.inChannels) {
    throw new RangeError(
      `encode: images must have ${config.inChannels} channels like the encoder, got ${shape}`,
    );
  }
  const isWhole = Number.isInteger(splits) && splits >= 1;
  if (!isWhole || groupSizes(rows, splits).includes(0)) {
    throw new RangeError(
      `encode: splits must be a whole number of groups that all have images, got ${splits} and ${shape}`,
    );
  }
  if (gatherStatistics && splits > 1) {
    throw new RangeError(`encode: splits must be 1 with gatherStatistics, got ${splits}`);
  }
  if (training && !gatherStatistics && Math.min(...groupSizes(rows, splits)) < 2) {
    throw new RangeError(
      `encode: training needs at least 2 images in each of ${splits} batch-norm groups, got ${shape}`,
    );
  }
}

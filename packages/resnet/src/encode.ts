import * as tf from '@tensorflow/tfjs-core';

import { batchNormInference, batchNormTraining } from './batch-norm.js';
import { convolution, maxPoolAfterRelu } from './convolution.js';
import { describeBackbone, type ConvolutionNorm, type ResidualBlock } from './describe-backbone.js';
import type { Encoder } from './encoder.js';
import { normalizeRows } from './normalize-rows.js';

export interface EncodeOptions {
  /** Batch norm with the batch's statistics (true) or the running ones (false). */
  readonly training: boolean;
  /** Groups along the batch with batch-norm statistics of their own, in training. Default 1. */
  readonly splits?: number;
}

/** What an encoder makes of a batch of N images. */
export interface Encoding {
  /** f, the backbone's feature, L2-normalised [N, F]. */
  readonly feature: tf.Tensor2D;
  /** Embedding of head p, L2-normalised [N, D]. */
  readonly p: tf.Tensor2D;
  /** Embedding of head n, L2-normalised [N, D]. */
  readonly n: tf.Tensor2D;
  /** The backbone's feature before normalisation [N, F], what a linear probe takes. */
  readonly rawFeature: tf.Tensor2D;
  /**
   * In training, by the names of `encoder.statistics`: each batch norm's mean and unbiased variance
   * of this batch, for `updateMovingStatistics`. Inside `tf.variableGrads`, `tf.keep` them.
   */
  readonly batchStatistics: Readonly<Record<string, tf.Tensor1D>>;
}

/** How a batch norm is applied: its name and input to its output. */
type Normalize = (name: string, x: tf.Tensor4D) => tf.Tensor4D;

/**
 * Runs an encoder on a batch: backbone, global average pool, both heads (arXiv 2202.12921).
 * Nothing is changed, running statistics included.
 *
 * @param images [N, H, W, C], normalised as in training.
 * @throws TypeError when `images` is no batch of images, RangeError when its channels are not the
 * encoder's or N is not divisible by `splits`.
 */
export function encode(
  encoder: Encoder,
  images: tf.Tensor4D,
  { training, splits = 1 }: EncodeOptions,
): Encoding {
  checkImages(encoder, images, splits);
  return tf.tidy(() => {
    const batchStatistics: Record<string, tf.Tensor1D> = {};
    const variable = (name: string) => variableOf(encoder, name);
    const normalize: Normalize = (name, x) => {
      const scale = variable(`${name}.weight`) as tf.Tensor1D;
      const offset = variable(`${name}.bias`) as tf.Tensor1D;
      const meanName = `${name}.running_mean`;
      const varianceName = `${name}.running_var`;
      if (!training) {
        const mean = variable(meanName) as tf.Tensor1D;
        return batchNormInference(x, scale, offset, mean, variable(varianceName) as tf.Tensor1D);
      }
      const { y, mean, variance } = batchNormTraining(x, scale, offset, splits);
      batchStatistics[meanName] = mean;
      batchStatistics[varianceName] = variance;
      return y;
    };
    const rawFeature = runBackbone(encoder, images, normalize);
    const head = (name: string) => normalizeRows(runHead(encoder, name, rawFeature, normalize));
    return {
      feature: normalizeRows(rawFeature),
      p: head('head_p'),
      n: head('head_n'),
      rawFeature,
      batchStatistics,
    };
  });
}

function runBackbone(encoder: Encoder, images: tf.Tensor4D, normalize: Normalize): tf.Tensor2D {
  const { stem, maxPool, blocks } = describeBackbone(encoder.config);
  const layer = (x: tf.Tensor4D, { convolution: name, norm, stride }: ConvolutionNorm) =>
    normalize(norm, convolution(x, variableOf(encoder, `${name}.weight`) as tf.Tensor4D, stride));
  const block = (x: tf.Tensor4D, { path, shortcut }: ResidualBlock): tf.Tensor4D => {
    const last = path.length - 1;
    const residual = path.reduce((input, one, index) => {
      const output = layer(input, one);
      return index < last ? tf.relu(output) : output;
    }, x);
    return tf.relu(tf.add(residual, shortcut ? layer(x, shortcut) : x));
  };
  const start = tf.relu(layer(images, stem));
  const maps = blocks.reduce<tf.Tensor4D>(block, maxPool ? maxPoolAfterRelu(start) : start);
  return tf.mean(maps, [1, 2]); // [N, F]
}

function runHead(
  encoder: Encoder,
  name: string,
  feature: tf.Tensor2D,
  normalize: Normalize,
): tf.Tensor2D {
  const variable = (part: string) => variableOf(encoder, `${name}.${part}`);
  const hidden = tf.matMul(feature, variable('0.weight'));
  const [rows, columns] = hidden.shape as [number, number];
  const normalized = normalize(`${name}.1`, tf.reshape(hidden, [rows, 1, 1, columns]));
  const active = tf.reshape<tf.Rank.R2>(tf.relu(normalized), [rows, columns]);
  return tf.add(tf.matMul(active, variable('3.weight') as tf.Tensor2D), variable('3.bias'));
}

function variableOf({ parameters, statistics }: Encoder, name: string): tf.Variable {
  const variable = parameters[name] ?? statistics[name];
  if (!variable) throw new Error(`encode: the encoder has no tensor named ${name}`);
  return variable;
}

function checkImages({ config }: Encoder, images: tf.Tensor, splits: number): void {
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
  if (!Number.isInteger(splits) || splits < 1 || rows % splits !== 0) {
    throw new RangeError(`encode: splits must divide the batch, got ${splits} splits and ${shape}`);
  }
}

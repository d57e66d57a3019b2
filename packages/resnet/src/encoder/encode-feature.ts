import * as tf from '@tensorflow/tfjs-core';

import { backboneLayers } from '../architecture/backbone-layers.js';
import { batchNormInference } from '../backbone/batch-norm.js';
import { composedBackbone } from '../backbone/composed-backbone.js';
import { variableOf, type Encoding } from './encode.js';
import type { Encoder } from './encoder.js';
import { fusedBackbone, hasFusedBackbone } from '../backbone/fused-backbone.js';
import { normalizeRows } from './normalize-rows.js';

/**
 * Computes the backbone's feature of a batch, with batch norm's running statistics: the same numbers as
 * `encode` with `training: false`, without running the heads.
 *
 * @param images [N, H, W, C], normalized as in training; borrowed.
 * @returns `feature` (L2-normalized) and `rawFeature`, both [N, F].
 * @throws TypeError if `images` is not a batch of images, RangeError if it has other channels than the
 * encoder.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { createEncoder, defaultEncoderConfig, encodeFeature, featureSize } from '@jssl/resnet';
 *
 * let seed = 1; // any uniform numbers in [0, 1) work: here Lehmer's
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 * const config = { ...defaultEncoderConfig, depth: 18, width: 8 } as const;
 *
 * const { feature } = encodeFeature(createEncoder(config, random), tf.ones([1, 16, 16, 3]));
 * console.log(feature.shape, featureSize(config)); // [ 1, 64 ] 64
 * ```
 */
export function encodeFeature(
  encoder: Encoder,
  images: tf.Tensor4D,
): Pick<Encoding, 'feature' | 'rawFeature'> {
  const { inChannels } = encoder.config;
  const shape = `[${images.shape.join(', ')}]`;
  if (images.rank !== 4) {
    throw new TypeError(`encodeFeature: images must be [N, H, W, C], got ${shape}`);
  }
  if (images.shape[3] !== inChannels) {
    throw new RangeError(
      `encodeFeature: images must have ${inChannels} channels like the encoder, got ${shape}`,
    );
  }
  const settings = { training: false, splits: 1, precision: 'f32' } as const;
  const layers = backboneLayers(encoder.config);
  const variable = (name: string) => variableOf(encoder, name);
  const vector = (name: string) => variable(name) as tf.Tensor1D;
  return tf.tidy(() => {
    const rawFeature = hasFusedBackbone(settings)
      ? fusedBackbone(layers, images, variable, settings).feature
      : composedBackbone(layers, images, {
          filter: (name) => variable(name) as tf.Tensor4D,
          normalize: (name, x) =>
            batchNormInference(
              x,
              vector(`${name}.weight`),
              vector(`${name}.bias`),
              vector(`${name}.running_mean`),
              vector(`${name}.running_var`),
            ),
        });
    return { feature: normalizeRows(rawFeature), rawFeature };
  });
}

import * as tf from '@tensorflow/tfjs-core';

import type { Layer } from '../architecture/backbone-layers.js';
import { convolution, maxPoolAfterRelu } from './convolution.js';

/** The operations that the layers of a backbone use. */
export interface LayerTensors {
  readonly filter: (name: string) => tf.Tensor4D;
  /** Applies the batch norm of a name. */
  readonly normalize: (name: string, x: tf.Tensor4D) => tf.Tensor4D;
}

/** Runs a backbone by ordinary operations, on any backend. @returns its last maps' mean [N, F]. */
export function composedBackbone(
  layers: readonly Layer[],
  images: tf.Tensor4D,
  { filter, normalize }: LayerTensors,
): tf.Tensor2D {
  const values = [images];
  const value = (index: number) => values[index] as tf.Tensor4D;
  const run = (layer: Layer): tf.Tensor4D => {
    switch (layer.op) {
      case 'convolution':
        return convolution(value(layer.input), filter(layer.filter), layer.stride);
      case 'batchNorm': {
        const y = normalize(layer.norm, value(layer.input));
        return layer.relu ? tf.relu(y) : y;
      }
      case 'addRelu':
        return tf.relu(tf.add(value(layer.inputs[0]), value(layer.inputs[1])));
      case 'maxPool':
        return maxPoolAfterRelu(value(layer.input));
    }
  };
  for (const layer of layers) values.push(run(layer));
  return tf.mean(value(layers.length), [1, 2]);
}

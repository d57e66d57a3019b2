import * as tf from '@tensorflow/tfjs-core';

/**
 * Convolution without bias, padded as PyTorch pads: (kernel − 1) / 2 on every side. TensorFlow's
 * 'same' pads so only for stride 1; for a larger stride the padding is made by hand.
 * @param x [N, H, W, C]
 * @param filter [kernel, kernel, C, out], kernel odd
 */
export function convolution(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  const padding = (filter.shape[0] - 1) / 2;
  if (stride === 1) return tf.conv2d(x, filter, 1, 'same');
  return tf.conv2d(padding > 0 ? padSides(x, padding) : x, filter, stride, 'valid');
}

/** Max-pool 3x3 stride 2 with padding 1 over values of at least 0, as behind a ReLU. */
export function maxPoolAfterRelu(x: tf.Tensor4D): tf.Tensor4D {
  // The zeros of the padding never exceed a value, so they stand for PyTorch's minus infinity.
  return tf.maxPool(padSides(x, 1), 3, 2, 'valid');
}

function padSides(x: tf.Tensor4D, size: number): tf.Tensor4D {
  return tf.pad4d(x, [
    [0, 0],
    [size, size],
    [size, size],
    [0, 0],
  ]);
}

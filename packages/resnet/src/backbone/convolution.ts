import * as tf from '@tensorflow/tfjs-core';

/**
 * Convolution without bias, padded as PyTorch pads: (kernel − 1) / 2 on every side. TensorFlow's
 * 'same' pads so only for stride 1; for a larger stride the padding is made by hand.
 *
 * For a 1x1 kernel, the pixels that it sees are selected first, and the stride is then 1: in TensorFlow
 * releases with oneDNN, including tfjs-node's, the filter gradient of a 1x1 convolution with a larger stride
 * corrupts the heap or is wrong if there are few channels
 * (https://github.com/uxlfoundation/oneDNN/issues/6035).
 * @param x [N, H, W, C]
 * @param filter [kernel, kernel, C, out], kernel odd
 */
export function convolution(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): tf.Tensor4D {
  const padding = (filter.shape[0] - 1) / 2;
  if (stride === 1) return tf.conv2d(x, filter, 1, 'same');
  if (padding === 0) return tf.conv2d(everyNthPixel(x, stride), filter, 1, 'same');
  return tf.conv2d(padSides(x, padding), filter, stride, 'valid');
}

/**
 * Rows and columns 0, `stride`, 2 · `stride`, …; tf.stridedSlice has no gradient.
 * @param x [N, H, W, C]
 */
function everyNthPixel(x: tf.Tensor4D, stride: number): tf.Tensor4D {
  const [rows, height, width, channels] = x.shape;
  const [down, across] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const padded = tf.pad4d(x, [
    [0, 0],
    [0, down * stride - height],
    [0, across * stride - width],
    [0, 0],
  ]);
  const first = (view: tf.Tensor, size: number) =>
    tf.slice3d(view as tf.Tensor3D, [0, 0, 0], [-1, 1, size]);
  // Keep the first of each [N · H', stride, W'·stride·C], then the first of each [N · H' · W', stride, C].
  const line = across * stride * channels;
  const lines = first(tf.reshape(padded, [rows * down, stride, line]), line);
  const pixels = first(tf.reshape(lines, [rows * down * across, stride, channels]), channels);
  return tf.reshape(pixels, [rows, down, across, channels]);
}

/** Max-pool 3x3 stride 2 with padding 1, for values of at least 0, as after a ReLU. */
export function maxPoolAfterRelu(x: tf.Tensor4D): tf.Tensor4D {
  // The padding's zeros never exceed a value, so they have the effect of PyTorch's minus infinity.
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

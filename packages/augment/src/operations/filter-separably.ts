import * as tf from '@tensorflow/tfjs-core';

/**
 * Applies a separate linear filter to each image, along columns and rows: W_y · X · W_xᵀ, two matrix
 * products per image. Crops, resizes, flips and blurs are such filters.
 * @param images [N, H, W, C]
 * @param vertical [N, S_y, H]: the weights of the old rows in each new row.
 * @param horizontal [N, S_x, W]: the weights of the old columns in each new column.
 * @returns planes [N, C, S_y·S_x].
 */
export function filterSeparably(
  images: tf.Tensor4D,
  vertical: tf.Tensor3D,
  horizontal: tf.Tensor3D,
): tf.Tensor3D {
  const [count, height, width, channels] = images.shape;
  const [, rows] = vertical.shape;
  const [, columns] = horizontal.shape;
  const filtered = tf.matMul(vertical, tf.reshape(images, [count, height, width * channels]));
  const byChannel = tf.transpose(
    tf.reshape(filtered, [count, rows, width, channels]),
    [0, 3, 1, 2],
  );
  const result = tf.matMul(
    tf.reshape(byChannel, [count, channels * rows, width]),
    horizontal,
    false,
    true,
  );
  return tf.reshape(result, [count, channels, rows * columns]);
}

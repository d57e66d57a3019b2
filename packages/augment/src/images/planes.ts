import * as tf from '@tensorflow/tfjs-core';

/**
 * Images [N, H, W, C] as planes [N, C, H·W]. Color operations run on planes: a number per channel or
 * image applies to a long row, and mixing channels is one small matrix per image.
 */
export function toPlanes(images: tf.Tensor4D): tf.Tensor3D {
  const [count, height, width, channels] = images.shape;
  const pixels = tf.reshape<tf.Rank.R3>(images, [count, height * width, channels]);
  return tf.transpose(pixels, [0, 2, 1]);
}

/** Planes [N, C, H·W] as images [N, H, W, C]. */
export function fromPlanes(planes: tf.Tensor3D, height: number, width: number): tf.Tensor4D {
  const [count, channels] = planes.shape;
  return tf.reshape(tf.transpose(planes, [0, 2, 1]), [count, height, width, channels]);
}

/** Applies an operation on planes to images [N, H, W, C]. */
export function onPlanes(
  images: tf.Tensor4D,
  change: (planes: tf.Tensor3D) => tf.Tensor3D,
): tf.Tensor4D {
  const [, height, width] = images.shape;
  return tf.tidy(() => fromPlanes(change(toPlanes(images)), height, width));
}

/**
 * Mixes the channels of each image.
 * @param planes [N, C, P]
 * @param matrices per image, C rows of C numbers: the weights of the old channels in each new one.
 */
export function mixChannels(
  planes: tf.Tensor3D,
  matrices: readonly (readonly number[])[],
): tf.Tensor3D {
  const [count, channels] = planes.shape;
  return tf.matMul(tf.tensor3d(matrices.flat(), [count, channels, channels]), planes);
}

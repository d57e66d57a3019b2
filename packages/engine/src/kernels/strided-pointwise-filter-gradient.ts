import * as tf from '@tensorflow/tfjs-core';

/**
 * On the TensorFlow backend, makes the filter gradient of a 1x1 convolution with a stride above 1 a
 * matrix product. oneDNN's kernel for it writes past the end of its workspace when there are fewer input
 * channels than a vector has lanes (8 with AVX2, 16 with AVX-512): it breaks the heap, or gives wrong
 * numbers without an error (https://github.com/uxlfoundation/oneDNN/issues/6035, in TensorFlow 2.19).
 * The product is taken at every width: one way is easier to trust than two, and it isn't slower.
 */
export function registerStridedPointwiseFilterGradient(): void {
  const kernel = tf.getKernel(tf.Conv2DBackpropFilter, 'tensorflow');
  tf.unregisterKernel(tf.Conv2DBackpropFilter, 'tensorflow');
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const attributes = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      if (!isStridedPointwise(attributes)) return kernel.kernelFunc(call);
      const { x, dy } = call.inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      return filterGradient(x, dy, attributes);
    },
  });
}

/** A 1x1 kernel that skips pixels of an image without padding; 'same' never pads for such a kernel. */
function isStridedPointwise(attributes: tf.Conv2DBackpropFilterAttrs): boolean {
  const { filterShape, strides, pad, dataFormat } = attributes;
  const [height, width] = filterShape;
  const padded = pad !== 'valid' && pad !== 'same' && [pad].flat(2).some((size) => size !== 0);
  const strided = [strides].flat().some((stride) => stride > 1);
  return height === 1 && width === 1 && strided && !padded && dataFormat === 'NHWC';
}

/** Xᵀ · dY, with X [N·H'·W', C] the pixels that the kernel sees and dY [N·H'·W', out]. */
function filterGradient(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  { filterShape, strides }: tf.Conv2DBackpropFilterAttrs,
): tf.Tensor4D {
  const [down, across] = typeof strides === 'number' ? [strides, strides] : strides;
  const [, , inChannels, outChannels] = filterShape;
  return tf.tidy(() => {
    const seen = tf.stridedSlice(x, [0, 0, 0, 0], x.shape, [1, down, across, 1]);
    const pixels = tf.reshape<tf.Rank.R2>(seen, [-1, inChannels]);
    const gradients = tf.reshape<tf.Rank.R2>(dy, [-1, outChannels]);
    return tf.reshape<tf.Rank.R4>(tf.matMul(pixels, gradients, true), filterShape);
  });
}

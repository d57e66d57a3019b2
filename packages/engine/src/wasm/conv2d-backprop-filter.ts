import * as tf from '@tensorflow/tfjs-core';

type Shape4D = [number, number, number, number];

/**
 * The gradient of a convolution with respect to its filter, which tfjs's WebAssembly backend lacks: for
 * each kernel position (i, j), the image shifted by it, times the gradient of the output,
 * dW[i, j] = Xᵢⱼᵀ · dY with Xᵢⱼ [N·H'·W', C] and dY [N·H'·W', out].
 */
function conv2dBackpropFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: Shape4D,
  strides: number | [number, number],
  pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding,
  dimRoundingMode: 'floor' | 'round' | 'ceil' | undefined,
): tf.Tensor4D {
  const info = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { strideHeight, strideWidth, outHeight, outWidth, outChannels, inChannels } = info;
  const { top, bottom, left, right } = info.padInfo;
  return tf.tidy(() => {
    const padded = tf.pad4d(x, [
      [0, 0],
      [top, Math.max(0, bottom)],
      [left, Math.max(0, right)],
      [0, 0],
    ]);
    const output = tf.reshape<tf.Rank.R2>(dy, [-1, outChannels]);
    const places: tf.Tensor2D[] = [];
    for (let i = 0; i < info.filterHeight; i++) {
      for (let j = 0; j < info.filterWidth; j++) {
        const shifted = tf.stridedSlice(
          padded,
          [0, i, j, 0],
          [
            x.shape[0],
            i + (outHeight - 1) * strideHeight + 1,
            j + (outWidth - 1) * strideWidth + 1,
            inChannels,
          ],
          [1, strideHeight, strideWidth, 1],
        );
        const columns = tf.reshape<tf.Rank.R2>(shifted, [-1, inChannels]);
        places.push(tf.matMul(columns, output, true));
      }
    }
    return tf.reshape(tf.stack(places), filterShape);
  });
}

let registered = false;

/** Registers the missing kernel for the WebAssembly backend, once per process. */
export function registerConv2DBackpropFilter(): void {
  if (registered) return;
  registered = true;
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D };
      const { filterShape, strides, pad, dataFormat, dimRoundingMode } =
        attrs as unknown as tf.Conv2DBackpropFilterAttrs;
      if (dataFormat !== 'NHWC') {
        throw new Error(`conv2dBackpropFilter: dataFormat must be NHWC, got ${dataFormat}`);
      }
      return conv2dBackpropFilter(x, dy, filterShape, strides, pad, dimRoundingMode);
    },
  });
}

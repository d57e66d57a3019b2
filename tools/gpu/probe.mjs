/**
 * Loads the engine, and computes a product and a convolution whose results are known; prints JSON: the engine, and the
 * milliseconds of each, first and second.
 */
import { fromPackage, tf } from '../measurement/from-package.mjs';

const began = performance.now();
const { loadEngine } = await fromPackage('engine');
const engine = await loadEngine();
const startMs = performance.now() - began;

/** @param {() => import('@tensorflow/tfjs-core').Tensor} compute what has the value in each element. */
function time(compute, expected) {
  const times = [1, 2].map(() => {
    const at = performance.now();
    const value = tf.tidy(() => compute().dataSync()[0]);
    if (value !== expected) throw new Error(`computed ${value} instead of ${expected}`);
    return performance.now() - at;
  });
  return times.map((ms) => Number(ms.toFixed(1)));
}
const matrix = tf.ones([1024, 1024]);
const images = /** @type {import('@tensorflow/tfjs-core').Tensor4D} */ (tf.ones([8, 32, 32, 64]));
const filter = /** @type {import('@tensorflow/tfjs-core').Tensor4D} */ (tf.ones([3, 3, 64, 64]));
const product = time(() => tf.matMul(matrix, matrix), 1024);
const convolution = time(() => tf.conv2d(images, filter, 1, 'valid'), 9 * 64);
console.log(JSON.stringify({ engine, startMs: Math.round(startMs), product, convolution }));

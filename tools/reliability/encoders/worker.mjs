/**
 * Compares the gradients of encoders of some widths with those of the plain JavaScript backend; writes a
 * line of JSON for each encoder and route.
 *
 * Usage: node worker.mjs 1,2,3 SEED
 */
import { fromPackage, tf } from '../../measurement/from-package.mjs';
import { generator } from '../convolutions/shapes.mjs';

const [widths, seed] = process.argv.slice(2);
const { loadEngine } = await fromPackage('engine');
const { createEncoder, encode } = await fromPackage('resnet');
await loadEngine({ backend: 'native' });

const ROWS = 6;
const others = { inChannels: 3, headWidth: 1, embeddingSize: 1 };

/**
 * An encoder whose batch norms have biases of ±3 deviations, so that hardly any ReLU's input is near 0: one
 * that is 0 but for rounding has one of two slopes, and would make gradients incomparable.
 */
function encoderOf(config, random) {
  const encoder = createEncoder({ ...config, ...others }, random);
  for (const [name, bias] of Object.entries(encoder.parameters)) {
    if (!/(bn\d|downsample\.1)\.bias$/.test(name)) continue;
    bias.assign(tf.tensor1d(Array.from({ length: bias.size }, (_, at) => (at % 2 === 0 ? 3 : -3))));
  }
  return encoder;
}

/** The gradient of each parameter of the backbone of a weighted sum of the features. */
function gradients(encoder, values, shape) {
  return tf.tidy(() => {
    const images = tf.tensor4d(values, shape);
    const weighted = (x) => {
      const random = generator(x.size);
      const weights = Float32Array.from({ length: x.size }, () => random() - 0.5);
      return tf.sum(tf.mul(x, tf.tensor(weights, x.shape)));
    };
    const parameters = Object.entries(encoder.parameters)
      .filter(([name]) => !name.startsWith('head'))
      .map(([, parameter]) => parameter);
    const loss = () => weighted(encode(encoder, images, { training: true }).rawFeature);
    const { grads } = tf.variableGrads(loss, parameters);
    return parameters.map(({ name }) => grads[name].dataSync().slice());
  });
}

const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/**
 * The largest distance between gradients of one parameter, relative to its norm, or to a tenth of the
 * largest where it is smaller: that of a filter of one channel, which a batch norm follows, is nothing but
 * rounding.
 */
function distance(actual, expected) {
  const norms = expected.map(norm);
  const least = Math.max(...norms) / 10;
  const distances = expected.map(
    (values, at) =>
      norm(values.map((value, i) => value - actual[at][i])) / Math.max(norms[at], least),
  );
  return Math.max(...distances);
}

/** Each value at one of its two neighbors in float32, or as it was: what one rounding does. */
const neighborsOf = (values, random) =>
  values.map((value) => value * (1 + Math.round(2 * random() - 1) * 2 ** -23));

/**
 * How many roundings of its maps two orders of a network's sums may differ by, in squares, since independent
 * errors add so. A sum of n products of like sizes, taken one after another, is off by about √(n / 2)
 * roundings of the result, since its parts of k products are √(k / n) as large; and the result is rounded.
 */
function roundings({ parameters }) {
  const filters = Object.values(parameters).filter(({ rank }) => rank === 4);
  return filters.reduce((sum, { shape: [height, width, inChannels] }) => {
    const products = height * width * inChannels;
    return sum + 2 * (1 + products / 2);
  }, 0);
}

/** What `use` gives where no kernel for a backbone is registered. */
function withoutKernels(use) {
  const kernels = ['JsslBackboneTraining', 'JsslBackboneEvaluation'].map((name) =>
    tf.getKernel(name, 'tensorflow'),
  );
  for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, 'tensorflow');
  try {
    return use();
  } finally {
    kernels.forEach(tf.registerKernel);
  }
}

for (const depth of [18, 50]) {
  for (const stem of ['small', 'imagenet']) {
    for (const width of widths.split(',').map(Number)) {
      const random = generator(Number(seed) + 1000 * depth + width);
      const side = (stem === 'small' ? 9 : 33) + 2 * Math.floor(6 * random());
      const shape = [ROWS, side, side - 2, 3];
      const size = shape.reduce((product, length) => product * length, 1);
      const values = Float32Array.from({ length: size }, () => 2 * random() - 1);
      const encoder = encoderOf({ depth, stem, width }, random);
      const routes = {
        backbone: gradients(encoder, values, shape),
        operations: withoutKernels(() => gradients(encoder, values, shape)),
      };
      await tf.setBackend('cpu');
      const exact = gradients(encoder, values, shape);
      const near = [0, 1, 2].map(() => {
        const moved = encoderOf({ depth, stem, width }, () => 0.5);
        for (const [name, parameter] of Object.entries(encoder.parameters)) {
          const neighbors = neighborsOf(parameter.dataSync(), random);
          moved.parameters[name].assign(tf.tensor(neighbors, parameter.shape));
        }
        return distance(gradients(moved, neighborsOf(values, random), shape), exact);
      });
      await tf.setBackend('tensorflow');
      const unit = Math.sqrt(roundings(encoder)) * Math.max(...near);
      for (const [route, gradient] of Object.entries(routes)) {
        const error = distance(gradient, exact) / unit;
        const line = {
          depth,
          stem,
          width,
          images: shape.slice(1, 3).join('x'),
          route,
          error,
          unit,
        };
        process.stdout.write(`${JSON.stringify(line)}\n`);
      }
      tf.disposeVariables();
    }
  }
}

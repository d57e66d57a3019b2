/**
 * The golden vectors with values read asynchronously, as WebGPU needs it. The tests of the packages
 * read synchronously and cover more, on the other backends.
 */
import {
  adjustContrast,
  adjustHue,
  adjustSaturation,
  gaussianBlur,
  imagesFromBytes,
  resizedCrop,
} from '@jssl/augment';
import { createLinearProbe, knnAccuracy, linearProbeStep, weightedKnn } from '@jssl/eval';
import {
  mocoJaccardLoss,
  simclrJaccardLoss,
  type MocoJaccardInputs,
  type SimclrJaccardInputs,
} from '@jssl/jaccard-loss';
import { KeyQueue, updateMomentum } from '@jssl/moco';
import { createEncoder, defaultEncoderConfig, encode, loadStateDict } from '@jssl/resnet';
import {
  encoderTolerances,
  fill,
  fillUnitRows,
  goldenParameter,
  readGolden,
  transpose,
  type MocoLossCase,
  type SimclrLossCase,
} from '@jssl/testing';
import * as tf from '@tensorflow/tfjs';

const loss = readGolden('loss');
const augment = readGolden('augment');
const encoder = readGolden('encoder');
const knn = readGolden('knn');
const linearProbe = readGolden('linear_probe');

const unitRows = (name: string, rows: number, columns: number) =>
  tf.tensor2d(Float32Array.from(fillUnitRows(loss.salt, name, rows, columns)), [rows, columns]);

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);
const numbers = async (tensor: tf.Tensor) => [...(await tensor.data())];
const scalar = async (tensor: tf.Tensor) => (await numbers(tensor))[0] ?? NaN;

/** The largest difference of the first values from golden ones. */
async function difference(tensor: tf.Tensor, expected: readonly number[]): Promise<number> {
  const values = await numbers(tensor);
  return Math.max(...expected.map((value, at) => Math.abs(value - (values[at] ?? NaN))));
}

const mocoCases = loss.cases.filter((one): one is MocoLossCase => one.kind === 'moco-jaccard');

describe.each(mocoCases)('golden case $prefix', (one) => {
  test('MoCo with the Jaccard similarity, and its gradients', async () => {
    const { prefix, B, D, M, temperature, weights } = one;
    const inputs: MocoJaccardInputs = {
      queryP: unitRows(`${prefix}q_p`, B, D),
      keyP: unitRows(`${prefix}k_p`, B, D),
      queryN: unitRows(`${prefix}q_n`, B, D),
      keyN: unitRows(`${prefix}k_n`, B, D),
      queueP: unitRows(`${prefix}queue_p`, M, D),
      queueN: unitRows(`${prefix}queue_n`, M, D),
    };
    const terms = mocoJaccardLoss(inputs, { temperature, weights });
    expect(relative(await scalar(terms.loss), one.loss)).toBeLessThan(1e-6);
    expect(relative(await scalar(terms.jaccard), one.loss_j)).toBeLessThan(1e-6);
    expect(relative(await scalar(terms.p), one.loss_p)).toBeLessThan(1e-6);
    expect(relative(await scalar(terms.n), one.loss_n)).toBeLessThan(1e-6);
    const gradients = tf.grads((...[queryP, queryN]) => {
      const queries = { queryP, queryN } as Pick<MocoJaccardInputs, 'queryP' | 'queryN'>;
      return mocoJaccardLoss({ ...inputs, ...queries }, { temperature, weights }).loss;
    })([inputs.queryP, inputs.queryN]);
    for (const [at, row] of [one.grad_q_p_row0, one.grad_q_n_row0].entries()) {
      const largest = Math.max(...one.grad_q_p_row0.map(Math.abs));
      expect(await difference(gradients[at] ?? tf.scalar(NaN), row)).toBeLessThan(2e-6 * largest);
    }
  });
});

const simclrCases = loss.cases.filter(
  (one): one is SimclrLossCase => one.kind === 'simclr-jaccard',
);

describe.each(simclrCases)('golden case $prefix', (one) => {
  test('SimCLR with the Jaccard similarity, and its gradient', async () => {
    const { prefix, B, D, temperature, temperature_n: temperatureN, weights } = one;
    const options = { temperature, temperatureN, weights };
    const inputs: SimclrJaccardInputs = {
      p1: unitRows(`${prefix}p1`, B, D),
      p2: unitRows(`${prefix}p2`, B, D),
      n1: unitRows(`${prefix}n1`, B, D),
      n2: unitRows(`${prefix}n2`, B, D),
    };
    const terms = simclrJaccardLoss(inputs, options);
    expect(relative(await scalar(terms.loss), one.loss)).toBeLessThan(1e-6);
    const gradient = tf.grad((p1) => simclrJaccardLoss({ ...inputs, p1 }, options).loss)(inputs.p1);
    const largest = Math.max(...one.grad_p1_row0.map(Math.abs));
    expect(await difference(gradient, one.grad_p1_row0)).toBeLessThan(3e-6 * largest);
  });
});

test.each<[string, (images: tf.Tensor4D) => tf.Tensor4D]>([
  ['contrast_0.6', (images) => adjustContrast(images, 0.6)],
  ['saturation_1.4', (images) => adjustSaturation(images, 1.4)],
  ['hue_0.07', (images) => adjustHue(images, 0.07)],
  ['gaussian_blur_k5_s1.1', (images) => gaussianBlur(images, 5, 1.1)],
  [
    'resized_crop_3_5_9_11_16',
    (images) => resizedCrop(images, [{ top: 3, left: 5, height: 9, width: 11 }], { size: 16 }),
  ],
])('%s is torchvision’s', async (name, operation) => {
  const rows = augment.image_uint8_hwc;
  const shape = [1, rows.length, rows[0]?.length ?? 0, 3] as const;
  const output = operation(imagesFromBytes(Uint8Array.from(rows.flat(2)), shape));
  const expected = augment.ops[name]?.output_hwc.flat(2) ?? [];
  expect(output.size).toBe(expected.length);
  expect(await difference(output, expected)).toBeLessThan(2e-6);
});

test('a sum of more tensors than a shader binds, and what was computed just before it', async () => {
  // As many as a ResNet-18 has: with TensorFlow.js's own sum, both are whatever was in memory.
  const tensors = Array.from({ length: 62 }, (_, at) => tf.tensor1d([at, -at]));
  const [before, sum] = tf.tidy(() => [tf.square(tf.tensor1d([3, 4])), tf.addN(tensors)]);
  expect(await numbers(sum)).toEqual([1891, -1891]);
  expect(await numbers(before)).toEqual([9, 16]);
});

test('a queue holds the last keys, and the key encoder follows the query encoder', async () => {
  const queue = new KeyQueue(3, 2, () => 0.5);
  for (const row of [1, 2, 3, 4]) queue.enqueue(tf.tensor2d([[row, -row]]));
  expect(await numbers(queue.keys)).toEqual([4, -4, 2, -2, 3, -3]);
  queue.dispose();
  const [key, query] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([5, 10]))];
  updateMomentum({ weight: key }, { weight: query }, 0.75);
  expect(await numbers(key)).toEqual([2, 4]);
});

describe.each(encoder.cases.slice(0, 1))('golden case $arch', (one) => {
  test('outputs in training, and gradients', async () => {
    const tolerances = encoderTolerances(one);
    const network = createEncoder({ ...defaultEncoderConfig, depth: 18 }, () => 0.5);
    const shapes = {
      ...one.parameter_shapes,
      ...Object.fromEntries(
        Object.entries(network.statistics).map(([name, { shape }]) => [name, shape]),
      ),
    };
    const stored = Object.entries(shapes).map(
      ([name, shape]) =>
        [name, { shape, data: goldenParameter(encoder.salt, name, shape) }] as const,
    );
    loadStateDict(network, Object.fromEntries(stored));
    const [n, c, h, w] = one.input.shape_nchw;
    const pixels = fill(encoder.salt, one.input.name, [n, c, h, w], one.input.scale);
    const images = tf.tensor4d(Float32Array.from(transpose(pixels, [n, c, h, w], [0, 2, 3, 1])), [
      n,
      h,
      w,
      c,
    ]);
    const first8 = (rows: tf.Tensor2D) => tf.slice2d(rows, [0, 0], [-1, 8]);
    const weighted = (rows: tf.Tensor2D, name: string) => {
      const weights = fill(encoder.salt, `${one.arch}.${name}`, rows.shape);
      return tf.sum(tf.mul(rows, tf.tensor(Float32Array.from(weights), rows.shape)));
    };
    const { value, grads } = tf.variableGrads(() => {
      const { feature, p, n } = encode(network, images, { training: true });
      return tf.addN([weighted(feature, 'wf'), weighted(p, 'wp'), weighted(n, 'wn')]) as tf.Scalar;
    }, Object.values(network.parameters));
    expect(Math.abs((await scalar(value)) - one.train.loss)).toBeLessThan(tolerances.loss);
    for (const [name, expected] of Object.entries(one.train.grad_norms)) {
      const gradient = await numbers(grads[network.parameters[name]?.name ?? ''] ?? tf.scalar(NaN));
      const norm = Math.sqrt(gradient.reduce((sum, each) => sum + each * each, 0));
      expect(relative(norm, expected)).toBeLessThan(1e-2);
    }
    const { feature, p } = encode(network, images, { training: true });
    expect(await difference(first8(feature), one.train.feature_8.flat())).toBeLessThan(
      tolerances.outputs,
    );
    expect(await difference(first8(p), one.train.p_8.flat())).toBeLessThan(tolerances.outputs);
  });
});

describe.each(knn.cases)('golden case $prefix', (one) => {
  test('scores and accuracy of the weighted kNN', async () => {
    const rows = (name: string, count: number) => {
      const values = fillUnitRows(knn.salt, `${one.prefix}${name}`, count, one.D);
      return tf.tensor2d(Float32Array.from(values), [count, one.D]);
    };
    const { labels, targets, k, temperature, classes } = one;
    const inputs = { bank: rows('bank', one.N), labels, queries: rows('query', one.queries) };
    const options = { k, temperature, classes };
    const scores = await weightedKnn(inputs, options);
    const expected = one.scores.flat();
    const largest = Math.max(...expected);
    expect(await difference(scores, expected)).toBeLessThan(2e-6 * largest);
    const { top1, top5 } = await knnAccuracy({ ...inputs, targets }, options);
    expect(Math.abs(top1 - one.top1)).toBeLessThan(1e-12);
    expect(Math.abs(top5 - one.top5)).toBeLessThan(1e-12);
  });
});

test('the golden steps of a linear probe', async () => {
  const { salt, labels, losses, lr, final_bias: finalBias } = linearProbe;
  const [features, classes] = [linearProbe.final_weight_row0.length, finalBias.length];
  const floats = (name: string, shape: number[], scale: number) =>
    Float32Array.from(fill(salt, name, shape, scale));
  const probe = createLinearProbe(features, classes, () => 0.5);
  const weight = [...floats('probe.weight', [classes, features], 0.2)];
  const transposed = Float32Array.from(transpose(weight, [classes, features], [1, 0]));
  probe.weight.assign(tf.tensor2d(transposed, [features, classes]));
  probe.bias.assign(tf.tensor1d(floats('probe.bias', [classes], 0.1)));
  const x = tf.tensor2d(floats('probe.x', [labels.length, features], 2), [labels.length, features]);
  const adam = tf.train.adam(lr, 0.9, 0.999, 1e-8);
  for (const [step, expected] of losses.entries()) {
    const start = (step % 4) * 16;
    const batch = {
      features: tf.slice2d(x, [start, 0], [16, -1]),
      labels: labels.slice(start, start + 16),
      weightDecay: linearProbe.weight_decay,
    };
    expect(Math.abs((await linearProbeStep(probe, adam, batch)) - expected)).toBeLessThan(2e-6);
  }
  expect(await difference(probe.bias, finalBias)).toBeLessThan(2e-6);
});

import * as tf from '@tensorflow/tfjs-core';
import {
  convolutionAlgorithms,
  type Convolutions,
  encoderTolerances,
  fill,
  goldenParameter,
  readGolden,
  transpose,
  type EncoderCase,
  useConvolutions,
} from '@jssl/testing';

import { encode } from './encode.js';
import { countParameters, createEncoder, type Encoder } from './encoder.js';
import { defaultEncoderConfig, featureSize, type Depth } from '../architecture/encoder-config.js';
import { loadStateDict, stateDict, type StoredTensor } from '../weights/state-dict.js';
import { updateMovingStatistics } from './update-moving-statistics.js';

const golden = readGolden('encoder');

function goldenEncoder({ arch }: EncoderCase): Encoder {
  const config = { ...defaultEncoderConfig, depth: Number(arch.slice(6)) as Depth };
  const encoder = createEncoder(config, () => 0.5);
  const tensors = Object.entries(stateDict(encoder)).map(([name, { shape }]) => [
    name,
    { shape, data: goldenParameter(golden.salt, name, shape) },
  ]);
  loadStateDict(encoder, Object.fromEntries(tensors) as Record<string, StoredTensor>);
  return encoder;
}

function goldenImages({ input }: EncoderCase): tf.Tensor4D {
  const [n, c, h, w] = input.shape_nchw;
  const values = fill(golden.salt, input.name, input.shape_nchw, input.scale);
  return tf.tensor4d(Float32Array.from(transpose(values, input.shape_nchw, [0, 2, 3, 1])), [
    n,
    h,
    w,
    c,
  ]);
}

function weightsOf(name: string, shape: number[]): tf.Tensor {
  return tf.tensor(Float32Array.from(fill(golden.salt, name, shape)), shape);
}

/** The largest difference of the first eight columns from the golden ones. */
function difference8(actual: tf.Tensor2D, expected: readonly (readonly number[])[]): number {
  const rows = actual.arraySync();
  return Math.max(
    ...expected.flatMap((row, i) => row.map((value, j) => Math.abs(value - (rows[i]?.[j] ?? NaN)))),
  );
}

const norms = (tensor: tf.Tensor) => [...tf.norm(tensor, 2, 1).dataSync()];
const norm = (tensor: tf.Tensor) => Math.sqrt(tf.sum(tf.square(tensor)).dataSync()[0] ?? NaN);
const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);

// ResNet-18 alone takes plain JavaScript more than five minutes; encode-naive.test.ts holds values and
// gradients of smaller encoders to loops there.
const testOutputs = process.env['JSSL_BACKEND'] === 'cpu' ? test.skip : test;

describe.each(golden.cases)('golden case $arch', (one) => {
  afterEach(() => {
    useConvolutions();
  });

  test('names, shapes and counts are torchvision’s', () => {
    const encoder = goldenEncoder(one);
    const stored = stateDict(encoder);
    const shapes = Object.keys(encoder.parameters).map((name) => [name, stored[name]?.shape]);
    expect(Object.fromEntries(shapes)).toEqual(one.parameter_shapes);
    expect(countParameters(encoder)).toEqual({
      backbone: one.backbone_parameter_count,
      total: one.parameter_count,
    });
  });

  const title =
    'with %s convolutions: outputs in training and in evaluation mode, gradients, running statistics';
  testOutputs.each(convolutionAlgorithms)(title, (convolutions: Convolutions) => {
    if (!useConvolutions(convolutions)) return;
    const tolerances = encoderTolerances(one, convolutions);
    const { outputs: tolerance, loss: lossTolerance, gradientNorms } = tolerances;
    const encoder = goldenEncoder(one);
    const images = goldenImages(one);
    const { arch, train, eval_after_one_train_forward: evaluated } = one;
    const outputs: tf.Tensor2D[] = [];
    let batchStatistics: Record<string, tf.Tensor> = {};
    const { value, grads } = tf.variableGrads(() => {
      const { feature, p, n, rawFeature, ...rest } = encode(encoder, images, { training: true });
      for (const tensor of [feature, p, n, rawFeature]) outputs.push(tf.keep(tensor));
      batchStatistics = rest.batchStatistics;
      Object.values(batchStatistics).forEach((statistic) => tf.keep(statistic));
      const weighted = (x: tf.Tensor2D, name: string) =>
        tf.sum(tf.mul(x, weightsOf(`${arch}.${name}`, x.shape)));
      return tf.addN([weighted(feature, 'wf'), weighted(p, 'wp'), weighted(n, 'wn')]) as tf.Scalar;
    }, Object.values(encoder.parameters));

    const [feature, p, n, rawFeature] = outputs as [
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
      tf.Tensor2D,
    ];
    expect(feature.shape).toEqual([one.input.shape_nchw[0], featureSize(encoder.config)]);
    expect(difference8(feature, train.feature_8)).toBeLessThan(tolerance);
    expect(difference8(p, train.p_8)).toBeLessThan(tolerance);
    expect(difference8(n, train.n_8)).toBeLessThan(tolerance);
    norms(rawFeature).forEach((value, row) => {
      expect(relative(value, train.raw_feature_norm[row] ?? NaN)).toBeLessThan(tolerance);
    });
    expect(Math.abs((value.dataSync()[0] ?? NaN) - train.loss)).toBeLessThan(lossTolerance);

    for (const [name, expected] of Object.entries(train.grad_norms)) {
      const gradient = grads[encoder.parameters[name]?.name ?? ''];
      if (!gradient) throw new Error(`no gradient for ${name}`);
      expect(relative(norm(gradient), expected)).toBeLessThan(gradientNorms);
    }

    updateMovingStatistics(encoder, batchStatistics);
    for (const [name, [first, expectedNorm]] of Object.entries(train.running_stats_after)) {
      const running = encoder.statistics[name];
      if (!running) throw new Error(`no running statistic ${name}`);
      expect(relative(norm(running), expectedNorm)).toBeLessThan(2e-5);
      const values = running.dataSync();
      first.forEach((value, at) => {
        expect(Math.abs((values[at] ?? NaN) - value)).toBeLessThan(tolerance);
      });
    }

    const after = encode(encoder, images, { training: false });
    expect(after.batchStatistics).toEqual({});
    expect(difference8(after.feature, evaluated.feature_8)).toBeLessThan(tolerance);
    expect(difference8(after.p, evaluated.p_8)).toBeLessThan(tolerance);
    expect(difference8(after.n, evaluated.n_8)).toBeLessThan(tolerance);
    norms(after.rawFeature).forEach((value, row) => {
      expect(relative(value, evaluated.raw_feature_norm[row] ?? NaN)).toBeLessThan(tolerance);
    });
    tf.dispose([outputs, Object.values(batchStatistics)]);
  });
});

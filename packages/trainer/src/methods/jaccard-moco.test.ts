import type { Random } from '@jssl/augment';
import {
  createEncoder,
  defaultEncoderConfig,
  encode,
  loadStateDict,
  stateDict,
  type Encoder,
  type StoredTensor,
} from '@jssl/resnet';
import { fill, fillUnitRows, goldenParameter, readGolden, transpose } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { createLearner } from '../learner.js';
import { defaultTrainConfig } from '../train-config.js';
import { createJaccardMoco } from './jaccard-moco.js';

const golden = readGolden('moco_trace');

function goldenEncoder(): Encoder {
  const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18 }, () => 0.5);
  const tensors = Object.entries(stateDict(encoder)).map(
    ([name, { shape }]) =>
      [name, { shape, data: goldenParameter(golden.salt, name, shape) }] as const,
  );
  loadStateDict(encoder, Object.fromEntries(tensors));
  return encoder;
}

function images(name: string, count: number): tf.Tensor4D {
  const shape: [number, number, number, number] = [count, 3, golden.S, golden.S];
  const values = transpose(fill(golden.salt, name, shape, 1.5), shape, [0, 2, 3, 1]);
  return tf.tensor4d(new Float32Array(values), [count, golden.S, golden.S, 3]);
}

const goldenQueue = (name: string) => ({
  shape: [golden.M, 128],
  data: new Float32Array(fillUnitRows(golden.salt, name, golden.M, 128)),
});

/** A generator from which Fisher and Yates's shuffle, last place first, makes a given permutation. */
function drawing(permutation: readonly number[]): Random {
  const order = permutation.map((_, index) => index);
  let last = permutation.length - 1;
  return () => {
    const chosen = order.indexOf(permutation[last] ?? NaN);
    [order[last], order[chosen]] = [order[chosen] ?? NaN, order[last] ?? NaN];
    return (chosen + 0.5) / (last-- + 1);
  };
}

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);
const normOf = (tensors: (StoredTensor | undefined)[]) =>
  Math.sqrt(
    tensors.reduce((sum, tensor) => {
      const data = tensor?.data ?? Float32Array.of(NaN);
      return sum + data.reduce((squares, value) => squares + value * value, 0);
    }, 0),
  );

test('the golden trace: losses, weights, queues and features of six steps', () => {
  const encoder = goldenEncoder();
  const config = {
    ...defaultTrainConfig,
    m: golden.M,
    temperature: golden.temperature,
    weights: [0.8, 0.1, 0.1],
    momentum: golden.momentum,
    weightDecay: golden.weight_decay,
  } as const;
  const random = () => 0.5;
  const learner = createLearner(encoder, createJaccardMoco, config, { precision: 'f32', random });
  const begun = learner.save();
  learner.restore({
    ...begun,
    tensors: {
      ...begun.tensors,
      'method/queue/p': goldenQueue('trace.queue_p'),
      'method/queue/n': goldenQueue('trace.queue_n'),
    },
  });
  // Adam's first steps move every weight by the sign of its gradient, so rounding grows quickly:
  // PyTorch's float32 drifts from this float64 trace by 8e-8, 6e-6, 9e-5, 6e-4, 2e-4, 8e-4 in this
  // layout, its terms p and n by up to 7e-3 (tools/testing/README.md).
  const tolerances = [5e-7, 2e-5, 3e-4, 2e-3, 4e-3, 4e-3];
  golden.steps.forEach((expected, step) => {
    const tolerance = tolerances[step] ?? 4e-3;
    const queryView = images(`trace.xq${step}`, golden.B);
    const keyView = tf.add<tf.Tensor4D>(
      tf.mul(queryView, 0.7),
      tf.mul(images(`trace.xk${step}`, golden.B), 0.3),
    );
    const before = tf.memory().numTensors;
    const { losses } = learner.step([queryView, keyView], {
      learningRate: golden.lr,
      random: drawing(expected.permutation),
    });
    expect(tf.memory().numTensors).toBe(before);

    expect(relative(losses.loss, expected.loss)).toBeLessThan(tolerance);
    expect(relative(losses.jaccard ?? NaN, expected.loss_j)).toBeLessThan(tolerance);
    expect(relative(losses.p ?? NaN, expected.loss_p)).toBeLessThan(2 * tolerance);
    expect(relative(losses.n ?? NaN, expected.loss_n)).toBeLessThan(2 * tolerance);
    const { tensors, numbers } = learner.save();
    const conv1 = (name: string) => normOf([tensors[name]]);
    expect(relative(conv1('encoder/conv1.weight'), expected.q_conv1_norm)).toBeLessThan(1e-4);
    expect(relative(conv1('method/key/conv1.weight'), expected.k_conv1_norm)).toBeLessThan(5e-6);
    const keys = Object.keys(encoder.parameters).map((name) => tensors[`method/key/${name}`]);
    expect(relative(normOf(keys), expected.k_param_norm)).toBeLessThan(5e-6);
    const queue = tensors['method/queue/p']?.data ?? new Float32Array();
    const pointer = numbers['method/pointer'] ?? NaN;
    const row = (at: number) => queue.slice(at * 128, (at + 1) * 128);
    const [oldest, newest] = [row(pointer), row((pointer + golden.M - 1) % golden.M)];
    expected.queue_p_oldest.forEach((value, at) => {
      expect(Math.abs((oldest[at] ?? NaN) - value)).toBeLessThan(Math.max(1e-5, tolerance));
    });
    expected.queue_p_head.forEach((value, at) => {
      expect(Math.abs((newest[at] ?? NaN) - value)).toBeLessThan(Math.max(1e-5, tolerance));
    });
  });

  const { feature } = encode(encoder, images('trace.probe', 4), { training: false });
  const rows = feature.arraySync();
  golden.eval_feature_8_after.forEach((row, i) => {
    row.forEach((value, j) => {
      // PyTorch's float32: 7e-3 to 1e-2, by its layout in memory.
      expect(Math.abs((rows[i]?.[j] ?? NaN) - value)).toBeLessThan(2e-2);
    });
  });
  learner.dispose();
});

import { KeyQueue } from '@jssl/moco';
import {
  createEncoder,
  defaultEncoderConfig,
  encode,
  loadStateDict,
  stateDict,
  type Encoder,
} from '@jssl/resnet';
import { fill, fillUnitRows, goldenParameter, readGolden, transpose } from '@jssl/testing';
import * as tf from '@tensorflow/tfjs-core';

import { createAdam } from '../adam.js';
import { jaccardMocoStep, type JaccardMocoState } from './jaccard-moco.js';

const golden = readGolden('moco_trace');

function goldenEncoder(trainable: boolean): Encoder {
  const encoder = createEncoder({ ...defaultEncoderConfig, depth: 18 }, () => 0.5, { trainable });
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

function goldenQueue(name: string): KeyQueue {
  const rows = fillUnitRows(golden.salt, name, golden.M, 128);
  return KeyQueue.restore(tf.tensor2d(new Float32Array(rows), [golden.M, 128]), {
    pointer: 0,
    realKeys: 0,
  });
}

const relative = (actual: number, expected: number) => Math.abs(actual / expected - 1);
const norm = (tensors: tf.Tensor[]) =>
  Math.sqrt(
    tensors.reduce((sum, tensor) => sum + (tf.sum(tf.square(tensor)).dataSync()[0] ?? NaN), 0),
  );

test('the golden trace: losses, weights, queues and features of six steps', () => {
  const query = goldenEncoder(true);
  const state: JaccardMocoState = {
    query,
    key: goldenEncoder(false),
    queueP: goldenQueue('trace.queue_p'),
    queueN: goldenQueue('trace.queue_n'),
    adam: createAdam(query.parameters, {
      learningRate: golden.lr,
      weightDecay: golden.weight_decay,
    }),
  };
  const settings = {
    temperature: golden.temperature,
    weights: [0.8, 0.1, 0.1],
    momentum: golden.momentum,
    bnSplits: 1,
    precision: 'f32',
  } as const;
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
    const permutation = Int32Array.from(expected.permutation);
    const losses = jaccardMocoStep(state, [queryView, keyView], permutation, settings);
    expect(tf.memory().numTensors).toBe(before);

    expect(relative(losses.loss, expected.loss)).toBeLessThan(tolerance);
    expect(relative(losses.jaccard, expected.loss_j)).toBeLessThan(tolerance);
    expect(relative(losses.p, expected.loss_p)).toBeLessThan(2 * tolerance);
    expect(relative(losses.n, expected.loss_n)).toBeLessThan(2 * tolerance);
    const conv1 = (encoder: Encoder) => norm([encoder.parameters['conv1.weight'] as tf.Tensor]);
    expect(relative(conv1(query), expected.q_conv1_norm)).toBeLessThan(1e-4);
    expect(relative(conv1(state.key), expected.k_conv1_norm)).toBeLessThan(5e-6);
    const keyNorm = norm(Object.values(state.key.parameters));
    expect(relative(keyNorm, expected.k_param_norm)).toBeLessThan(5e-6);
    const { keys, position } = state.queueP;
    const queue = keys.arraySync();
    const oldest = queue[position.pointer] ?? [];
    expected.queue_p_oldest.forEach((value, at) => {
      expect(Math.abs((oldest[at] ?? NaN) - value)).toBeLessThan(Math.max(1e-5, tolerance));
    });
    const newest = queue.at(position.pointer - 1) ?? [];
    expected.queue_p_head.forEach((value, at) => {
      expect(Math.abs((newest[at] ?? NaN) - value)).toBeLessThan(Math.max(1e-5, tolerance));
    });
  });

  const { feature } = encode(query, images('trace.probe', 4), { training: false });
  const rows = feature.arraySync();
  golden.eval_feature_8_after.forEach((row, i) => {
    row.forEach((value, j) => {
      // PyTorch's float32: 7e-3 to 1e-2, by its layout in memory.
      expect(Math.abs((rows[i]?.[j] ?? NaN) - value)).toBeLessThan(2e-2);
    });
  });
  state.queueP.dispose();
  state.queueN.dispose();
});

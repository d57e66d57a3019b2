import { SettingError } from '@jssl/settings';
import * as tf from '@tensorflow/tfjs';

import { cpuFeatures } from '../machine/machine.js';
import type { EngineInfo } from './engine-info.js';
import { loadEngine } from './load-engine.js';
import { choosePrecision } from './precision.js';

const native: EngineInfo = {
  name: 'native',
  backend: 'tensorflow',
  origin: 'built',
  tensorflowVersion: '2.19.0',
  gpu: false,
  folder: undefined,
};
const wasm: EngineInfo = { ...native, name: 'wasm', backend: 'wasm', origin: 'bundled' };
const able = ['avx2', 'avx512_bf16'];

test('auto is bf16 where that is native, and reports its choice', () => {
  expect(choosePrecision('auto', native, able)).toEqual({
    precision: 'bf16',
    note: 'precision bf16: this CPU computes bfloat16 natively',
  });
  const full = { precision: 'f32', note: 'precision f32: bfloat16 has no native support here' };
  expect(choosePrecision('auto', native, ['avx2'])).toEqual(full);
  expect(choosePrecision('auto', wasm, able)).toEqual(full);
});

test('on a GPU, bf16 is native from compute capability 8.0 on, and not there with tfjs-node-gpu', () => {
  const gpu = (computeCapability?: number): EngineInfo => ({
    ...{ ...native, gpu: true },
    ...(computeCapability !== undefined && { computeCapability }),
  });
  const chosen = (one: EngineInfo) => choosePrecision('auto', one, able).precision;
  expect([7, 7.5, 8, 8.9, 9, 12, undefined].map((capability) => chosen(gpu(capability)))).toEqual([
    ...['f32', 'f32', 'bf16', 'bf16', 'bf16', 'bf16', 'f32'],
  ]);
  expect(choosePrecision('auto', gpu(9), []).note).toBe(
    'precision bf16: this GPU computes bfloat16 natively',
  );
  expect(choosePrecision('bf16', gpu(7.5), able)).toEqual({
    precision: 'bf16',
    note: 'bfloat16 has no native support here: precision f32 is likely faster',
  });
  const official = { ...gpu(9), origin: 'official' } as const;
  expect(chosen(official)).toBe('f32');
  expect(() => choosePrecision('bf16', official, able)).toThrow(
    "precision must be f32 or auto on a GPU with the application's own TensorFlow, got bf16; to install the engine that has bf16, run: jssl engine install --gpu",
  );
});

test('f32 comes with advice where bf16 is faster', () => {
  expect(choosePrecision('f32', native, able)).toEqual({
    precision: 'f32',
    note: 'this CPU computes bfloat16 natively: precision bf16 trains faster and uses less memory',
  });
  expect(choosePrecision('f32', wasm, able)).toEqual({ precision: 'f32', note: undefined });
});

test('a requested bf16 is used, slow or not, and refused where it cannot be computed', () => {
  expect(choosePrecision('bf16', native, able)).toEqual({ precision: 'bf16', note: undefined });
  for (const features of [['avx2', 'avx512f'], []]) {
    expect(choosePrecision('bf16', native, features).note).toBe(
      'bfloat16 has no native support here: precision f32 is likely faster',
    );
  }
  expect(() => choosePrecision('bf16', native, ['avx2'])).toThrow(
    "precision must be f32 or auto on a processor without AVX-512, AMX or Arm's BF16, got bf16",
  );
  expect(() => choosePrecision('bf16', wasm, able)).toThrow(
    'precision must be f32 or auto without the native engine, got bf16 on wasm; to install the native engine, run: jssl engine install (in code: installEngine())',
  );
});

test('the backbone takes bf16 where choosePrecision does', async () => {
  const engine = await loadEngine();
  if (engine.name !== 'native') return;
  const pass = () =>
    tf.engine().runKernel<tf.Tensor[]>(
      'JsslBackboneEvaluation',
      {
        images: tf.ones([1, 2, 2, 1]),
        filter: tf.ones([1, 1, 1, 1]),
        'norm.weight': tf.ones([1]),
        'norm.bias': tf.zeros([1]),
        'norm.running_mean': tf.zeros([1]),
        'norm.running_var': tf.ones([1]),
      },
      {
        layers: [
          { op: 'convolution', filter: 'filter', input: 0, stride: 1 },
          { op: 'batchNorm', norm: 'norm', input: 1, relu: true },
        ],
        epsilon: 0,
        precision: 'bf16',
        splits: 1,
      },
    );
  const features = cpuFeatures();
  if (features.length === 0) return;
  let refusal: unknown;
  try {
    choosePrecision('bf16', engine, features);
  } catch (error) {
    refusal = error;
  }
  if (refusal === undefined) {
    expect(pass()[0]?.arraySync()).toEqual([[1]]);
  } else {
    expect(refusal).toBeInstanceOf(SettingError);
    expect(pass).toThrow(
      new RangeError(
        'the backbone: precision must be f32 on a processor that cannot compute bfloat16, got bf16',
      ),
    );
  }
});

import * as tf from '@tensorflow/tfjs';

import { EngineError } from './engine-error.js';
import { loadEngine, type EngineInfo } from './load-engine.js';
import { cpuFeatures } from './machine.js';
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

test('auto takes bf16 where it is native, and says which it took', () => {
  expect(choosePrecision('auto', native, able)).toEqual({
    precision: 'bf16',
    note: 'precision bf16: this CPU computes bfloat16 natively',
  });
  const full = { precision: 'f32', note: 'precision f32: nothing here computes bfloat16 natively' };
  expect(choosePrecision('auto', native, ['avx2'])).toEqual(full);
  expect(choosePrecision('auto', wasm, able)).toEqual(full);
  expect(choosePrecision('auto', { ...native, gpu: true }, []).precision).toBe('bf16');
});

test('f32 is taken with a line of advice where bf16 is faster', () => {
  expect(choosePrecision('f32', native, able)).toEqual({
    precision: 'f32',
    note: 'this CPU computes bfloat16 natively: --precision bf16 trains faster, in less memory',
  });
  expect(choosePrecision('f32', wasm, able)).toEqual({ precision: 'f32', note: undefined });
});

test('bf16 is taken where it is asked for, slow or not, and refused where it cannot be computed', () => {
  expect(choosePrecision('bf16', native, able)).toEqual({ precision: 'bf16', note: undefined });
  for (const features of [['avx2', 'avx512f'], []]) {
    expect(choosePrecision('bf16', native, features).note).toBe(
      'nothing here computes bfloat16 natively: --precision f32 is likely faster',
    );
  }
  expect(choosePrecision('bf16', { ...native, gpu: true }, ['avx2']).precision).toBe('bf16');
  expect(() => choosePrecision('bf16', native, ['avx2'])).toThrow(
    new EngineError(
      "--precision bf16 needs a processor with AVX-512, AMX or Arm's BF16, got one with avx2; give --precision f32",
    ),
  );
  expect(() => choosePrecision('bf16', wasm, able)).toThrow(
    new EngineError(
      '--precision bf16 needs the native engine, got wasm; run: jssl engine install, or give --precision f32',
    ),
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
    expect(refusal).toBeInstanceOf(EngineError);
    expect(pass).toThrow(
      new RangeError(
        'the backbone: precision must be f32 on a processor that cannot compute bfloat16, got bf16',
      ),
    );
  }
});

import { EngineError } from './engine-error.js';
import type { EngineInfo } from './load-engine.js';
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

test('bf16 is taken where it is asked for, slow or not, and refused off the native engine', () => {
  expect(choosePrecision('bf16', native, able)).toEqual({ precision: 'bf16', note: undefined });
  expect(choosePrecision('bf16', native, []).note).toBe(
    'nothing here computes bfloat16 natively: --precision f32 is likely faster',
  );
  expect(() => choosePrecision('bf16', wasm, able)).toThrow(
    new EngineError(
      '--precision bf16 needs the native engine, got wasm; run: jssl engine install, or give --precision f32',
    ),
  );
});

import type { EngineInfo } from './engine-info.js';
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
  expect(choosePrecision('auto', { ...native, gpu: true }, []).precision).toBe('bf16');
});

test('f32 comes with advice where bf16 is faster', () => {
  expect(choosePrecision('f32', native, able)).toEqual({
    precision: 'f32',
    note: 'this CPU computes bfloat16 natively: precision bf16 trains faster and uses less memory',
  });
  expect(choosePrecision('f32', wasm, able)).toEqual({ precision: 'f32', note: undefined });
});

test('a requested bf16 is used, slow or not, and refused without the native engine', () => {
  expect(choosePrecision('bf16', native, able)).toEqual({ precision: 'bf16', note: undefined });
  expect(choosePrecision('bf16', native, []).note).toBe(
    'bfloat16 has no native support here: precision f32 is likely faster',
  );
  expect(() => choosePrecision('bf16', wasm, able)).toThrow(
    'precision must be f32 or auto without the native engine, got bf16 on wasm; to install the native engine, run: jssl engine install (in code: installEngine())',
  );
});

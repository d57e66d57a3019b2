import { describeGpuNumbers, requestedGpuNumbers, setGpuNumbers } from './gpu-numbers.js';

const names = ['JSSL_TF32', 'JSSL_DETERMINISTIC', 'NVIDIA_TF32_OVERRIDE', 'TF_DETERMINISTIC_OPS'];
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
const clear = () => {
  for (const name of names) Reflect.deleteProperty(process.env, name);
};
beforeEach(clear);
afterAll(() => {
  clear();
  for (const [name, value] of Object.entries(before)) {
    if (value !== undefined) process.env[name] = value;
  }
});

test('TF32 is on and determinism off, unless they are asked for otherwise', () => {
  expect(requestedGpuNumbers()).toEqual({ tf32: true, deterministic: false });
  Object.assign(process.env, { JSSL_TF32: 'off', JSSL_DETERMINISTIC: 'on' });
  expect(requestedGpuNumbers()).toEqual({ tf32: false, deterministic: true });
  process.env['JSSL_TF32'] = 'no';
  expect(requestedGpuNumbers).toThrow('JSSL_TF32 must be on or off, got no');
});

test('TensorFlow and CUDA are told only what is not their own way', () => {
  setGpuNumbers({ tf32: true, deterministic: false });
  expect(names.map((name) => process.env[name])).toEqual(new Array(4).fill(undefined));
  setGpuNumbers({ tf32: false, deterministic: true });
  expect(process.env['NVIDIA_TF32_OVERRIDE']).toBe('0');
  expect(process.env['TF_DETERMINISTIC_OPS']).toBe('1');
});

test('how a run is recorded', () => {
  expect(describeGpuNumbers({ tf32: true, deterministic: false })).toBe('direct on a GPU, TF32');
  expect(describeGpuNumbers({ tf32: false, deterministic: true })).toBe(
    'direct on a GPU, deterministic',
  );
});

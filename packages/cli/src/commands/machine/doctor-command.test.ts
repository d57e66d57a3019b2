import type { Diagnosis } from '@jssl/engine';

import { describeDiagnosis } from './doctor-command.js';

const machine: Diagnosis = {
  ...{ node: 'v20.19.0', platform: 'linux-x64', libc: 'glibc', cpu: 'A CPU', cores: 2 },
  ...{ cpuFeatures: ['avx2'], memoryBytes: 8e9, gpu: undefined, npm: '11.0.0', pip: undefined },
  ...{ compiler: 'g++ 12', cacheFolder: '/cache', cacheFreeBytes: 1.26e9, installed: [] },
  engine: {
    ...{ name: 'native', backend: 'tensorflow', origin: 'built', gpu: false },
    ...{ tensorflowVersion: '2.19.0', folder: '/cache/engine' },
    kernels: { version: 'V1', instructionSet: 'AVX2' },
  },
  convolutions: 'winograd V1',
  problems: [],
};

test('a diagnosis says what there is and what runs', () => {
  expect(describeDiagnosis(machine)).toEqual([
    'Node          v20.19.0',
    'platform      linux-x64, glibc',
    'CPU           A CPU, 2 cores, avx2',
    'memory        8.0 GB',
    'GPU           none found',
    'engine        native TensorFlow 2.19.0, on the CPU, installed by jssl',
    'convolutions  Winograd F(4x4,3x3), AVX2',
    'npm           11.0.0',
    'pip           none found',
    'compiler      g++ 12',
    'cache         /cache, 1.3 GB free',
    'no problems found',
  ]);
});

test('each problem is told with its remedy, and no engine is told too', () => {
  const problems = [{ problem: 'no Python with pip', remedy: 'apt install python3-pip' }];
  const lines = describeDiagnosis({ ...machine, engine: undefined, problems });
  expect(lines).toContain('engine        none');
  expect(lines.slice(-2)).toEqual(['problem: no Python with pip', '  apt install python3-pip']);
});

test('convolutions that are not computed by the kernels are told by whom', () => {
  const engine = structuredClone(machine.engine) as NonNullable<Diagnosis['engine']>;
  Reflect.deleteProperty(engine, 'kernels');
  const lineOf = (diagnosis: Partial<Diagnosis>) =>
    describeDiagnosis({ ...machine, ...diagnosis }).find((line) => line.startsWith('convolutions'));
  expect(lineOf({ convolutions: 'direct' })).toBe("convolutions  TensorFlow's own");
  expect(lineOf({ engine, convolutions: 'direct' })).toBe("convolutions  TensorFlow's own");
  expect(lineOf({ engine: { ...engine, name: 'wasm' } })).toBe('convolutions  those of wasm');
  expect(lineOf({ engine: undefined })).toBe('convolutions  none');
});

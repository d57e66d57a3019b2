import { defaultTrainConfig, type TrainingPlan } from '@jssl/trainer';

import { planDevices, processorOf } from './devices.js';

const machine = { arch: 'x64', cores: 4, speed: 3000, memoryBytes: 16 * 2 ** 30 };

test('the peak of a processor follows from its cores, clock rate and instruction set', () => {
  // 4 cores, 3 · 10⁹ cycles per second, 32 operations per cycle.
  expect(processorOf(machine)).toEqual({
    name: 'this processor, 4 cores',
    gibibytes: 16,
    teraflops: 0.384,
  });
  expect(processorOf({ ...machine, arch: 'arm64' }).teraflops).toBeCloseTo(0.192, 12);
  // An unknown clock rate counts as 2.5 GHz.
  expect(processorOf({ ...machine, cores: 1, speed: 0 })).toMatchObject({
    name: 'this processor, 1 core',
    teraflops: 0.08,
  });
});

test('a GPU is as fast as its tensor cores are in the precision', () => {
  const plan = {
    ...{ operationsPerEpoch: 1e15, bytes: 2 ** 30, bytesPerImage: 2 ** 20 },
  } as TrainingPlan;
  const secondsOn = (precision: 'f32' | 'bf16') =>
    Object.fromEntries(
      planDevices({ ...defaultTrainConfig, precision }, plan, {
        ranks: 1,
        onRanks: (seconds) => seconds,
      }).devices.map(({ name, secondsPerEpoch }) => [name, secondsPerEpoch]),
    );
  const [f32, bf16] = [secondsOn('f32'), secondsOn('bf16')];
  // 10^15 operations at 25 % and 5 % of 156 · 10^12, and of 312 · 10^12.
  expect(f32['NVIDIA A100']?.map((seconds) => seconds.toFixed(2))).toEqual(['25.64', '128.21']);
  expect(bf16['NVIDIA A100']?.map((seconds) => seconds.toFixed(2))).toEqual(['12.82', '64.10']);
  expect(f32['GeForce RTX 4090']?.[0]).toBeGreaterThan(f32['NVIDIA A100']?.[0] ?? NaN);
  // A T4 has no such cores: 50 % of 8.1 · 10^12.
  expect(bf16['NVIDIA T4']).toEqual(f32['NVIDIA T4']);
  expect(f32['NVIDIA T4']?.[0]).toBeCloseTo(246.9, 1);
});

import { processorOf } from './devices.js';

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

import { totalmem } from 'node:os';

import { methodTraits } from '../settings/method-traits.js';
import { defaultTrainConfig } from '../settings/train-settings.js';
import { checkMemory, fitsMemory, machineMemory } from './check-memory.js';

const images = { count: 100, side: 32, channels: 3 };
const traits = methodTraits(defaultTrainConfig.method);
const check = (given: Partial<typeof defaultTrainConfig>, memoryBytes = 2 ** 34) => {
  checkMemory({ ...defaultTrainConfig, batchSize: 16, ...given }, { images, traits }, memoryBytes);
};

test('a training that fits is accepted', () => {
  check({});
});

test('a queue and an encoder that cannot fit are refused before they are made', () => {
  // Two queues of 10⁹ vectors with 128 numbers of 4 bytes: 954 GiB.
  expect(() => {
    check({ m: 1e9 });
  }).toThrow(
    'm must be small enough for the state of the training to fit into memory (16 GiB), ' +
      'got 1000000000, which takes 954 GiB; lower m',
  );
  expect(() => {
    check({ width: 1e6 });
  }).toThrow(
    /^width must be small enough for .* \(16 GiB\), got 1000000, which takes \S+ GiB; lower width$/,
  );
});

test('a batch that cannot fit is refused, with what fits', () => {
  // 41.5 MiB an image: 10.4 GiB with 256 images.
  const photos = { count: 1000, side: 64, channels: 3 };
  const checkBatch = (given: Partial<typeof defaultTrainConfig>, gibibytes: number, ranks = 1) => {
    checkMemory(
      { ...defaultTrainConfig, ...given },
      { images: photos, ranks },
      gibibytes * 2 ** 30,
    );
  };
  expect(() => {
    checkBatch({}, 24);
  }).toThrow(
    'batchSize must be small enough for the training to fit into memory (24 GiB), ' +
      'got 256, which takes 33.6 GiB; lower batchSize to 181, or set accumulate to 2',
  );
  checkBatch({ batchSize: 181 }, 24);
  checkBatch({ accumulate: 2 }, 24);
  checkBatch({}, 24, 2);
  expect(() => {
    checkBatch({ accumulate: 2, batchSize: 500 }, 24);
  }).toThrow('lower batchSize to 362, or set accumulate to 4');
  expect(() => {
    checkBatch({ imageSize: 1024 }, 24);
  }).toThrow(
    /^imageSize must be small enough for the training to fit into memory \(24 GiB\), got 1024, which takes \S+ GiB; lower imageSize or width$/,
  );
  checkMemory(defaultTrainConfig, { images: photos, gpu: true }, 24 * 2 ** 30);
});

test('the memory is that of the machine, or the part that the process may use', () => {
  expect(machineMemory()).toBeGreaterThan(2 ** 28);
  expect(machineMemory()).toBeLessThanOrEqual(totalmem());
  const config = { ...defaultTrainConfig, batchSize: 16 };
  expect(fitsMemory(config, { images }, 2 ** 32)).toBe(true);
  expect(fitsMemory(config, { images }, 2 ** 28)).toBe(false);
});

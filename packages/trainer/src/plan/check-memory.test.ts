import { methodTraits } from '../settings/method-traits.js';
import { defaultTrainConfig } from '../settings/train-settings.js';
import { checkMemory } from './check-memory.js';

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

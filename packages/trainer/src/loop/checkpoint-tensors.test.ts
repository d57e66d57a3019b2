import { momentNames } from '@jssl/optimizers';
import { encoderShapes, type StateDict } from '@jssl/resnet';

import { prefixed } from '../methods/method-state.js';
import { methodTraits } from '../settings/method-traits.js';
import { defaultTrainConfig, type TrainConfig } from '../settings/train-settings.js';
import { encoderConfig } from '../step/encoder-config.js';
import { checkCheckpointTensors } from './checkpoint-tensors.js';

const config: TrainConfig = {
  ...{ ...defaultTrainConfig, arch: 'resnet18', width: 2, m: 16, batchSize: 8, featureDim: 4 },
};

/** The tensors that a run with these settings saves, all zeros. */
function saved(settings: TrainConfig): Record<string, StateDict[string]> {
  const { parameters, statistics } = encoderShapes(encoderConfig(settings, 3));
  const encoder = { ...parameters, ...statistics };
  const shapes: Record<string, readonly number[]> = {
    ...prefixed('encoder', encoder),
    ...(settings.method === 'moco' || settings.method === 'jaccard-moco'
      ? {
          ...prefixed('method/key', encoder),
          'method/queue/p': [settings.m, settings.featureDim],
          'method/queue/n': [settings.m, settings.featureDim],
        }
      : {}),
  };
  for (const moment of momentNames(settings.optimizer)) {
    Object.assign(shapes, prefixed(`optimizer/${moment}`, parameters));
  }
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name,
      { shape, data: new Float32Array(shape.reduce((size, length) => size * length, 1)) },
    ]),
  );
}

const check = (tensors: StateDict, claimed: TrainConfig, traits = methodTraits(claimed.method)) => {
  checkCheckpointTensors(tensors, { config: claimed, traits, channels: 3 });
};

test.each([
  [{}],
  [{ method: 'moco', optimizer: 'sgd' }],
  [{ method: 'simclr', optimizer: 'lars' }],
  [{ method: 'jaccard-simclr', arch: 'resnet50' }],
] as const)('what a run with %j saves fits', (change) => {
  const settings = { ...config, ...change };
  expect(() => {
    check(saved(settings), settings);
  }).not.toThrow();
});

const tensors = saved(config);
test.each([
  [
    { width: 4096 },
    'encoder/conv1.weight must be [3, 3, 3, 4096] according to its settings, got [3, 3, 3, 2]',
  ],
  [
    { featureDim: 1e6 },
    'encoder/head_p.3.weight must be [512, 1000000] according to its settings, got [512, 4]',
  ],
  [{ m: 1e9 }, 'method/queue/p must be [1000000000, 4] according to its settings, got [16, 4]'],
  [
    { m: 2 ** 52 },
    'method/queue/p must be [4503599627370496, 4] according to its settings, got [16, 4]',
  ],
  [
    { arch: 'resnet152' },
    'encoder/layer1.0.conv1.weight must be [1, 1, 2, 2] according to its settings, got [3, 3, 2, 2]',
  ],
  [
    { arch: 'resnet34' },
    'encoder/layer1.2.conv1.weight must be [3, 3, 2, 2] according to its settings, got no such tensor',
  ],
  [
    { stem: 'imagenet' },
    'encoder/conv1.weight must be [7, 7, 3, 2] according to its settings, got [3, 3, 3, 2]',
  ],
  [{ method: 'simclr' }, 'method/key/conv1.weight does not belong to any tensor of its settings'],
  [
    { optimizer: 'sgd' },
    /^optimizer\/\S+ must be \[3, 3, 3, 2\] according to its settings, got no such tensor$/,
  ],
] as const)('settings %j that the tensors do not have are refused', (change, message) => {
  expect(() => {
    check(tensors, { ...config, ...change });
  }).toThrow(message);
});

test('a missing, an unexpected and an infinite tensor are named', () => {
  const { 'method/queue/n': queue, ...others } = tensors;
  expect(queue?.shape).toEqual([16, 4]);
  const none = 'method/queue/n must be [16, 4] according to its settings, got no such tensor';
  expect(() => {
    check(others, config);
  }).toThrow(none);
  expect(() => {
    check({ ...tensors, 'encoder/fc.weight': { shape: [0], data: Float32Array.of() } }, config);
  }).toThrow('encoder/fc.weight does not belong to any tensor of its settings');
  const shape = [...(tensors['encoder/bn1.weight']?.shape ?? [])];
  const infinite = { shape, data: Float32Array.of(1, Infinity) };
  expect(() => {
    check({ ...tensors, 'encoder/bn1.weight': infinite }, config);
  }).toThrow('encoder/bn1.weight must have finite values, got NaN or infinity');
});

test('the tensors of a custom method are its own, but bound the length of its queue', () => {
  const custom: TrainConfig = { ...config, method: 'custom:mine' };
  const traits = { ...methodTraits('custom:mine'), queue: true };
  const own = { ...saved(custom), 'method/keys': { shape: [16], data: new Float32Array(16) } };
  expect(() => {
    check(own, custom, traits);
    check(saved(custom), { ...custom, m: 1e9 }, traits);
  }).not.toThrow();
  expect(() => {
    check(own, { ...custom, m: 1e9 }, traits);
  }).toThrow(
    'config.m must be at most 16, the number of values in the state of its method, got 1000000000',
  );
});

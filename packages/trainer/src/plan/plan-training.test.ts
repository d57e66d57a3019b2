import { countParameters, createEncoder, defaultEncoderConfig, type Depth } from '@jssl/resnet';

import { defaultTrainConfig } from '../settings/train-settings.js';
import { encoderCost } from './encoder-cost.js';
import { largestBatch, planTraining } from './plan-training.js';

const tiny = { count: 100_000, side: 64, channels: 3 };

test('it counts the parameters that an encoder has', () => {
  for (const [depth, width, stem] of [
    [18, 4, 'small'],
    [34, 2, 'imagenet'],
    [50, 4, 'imagenet'],
  ] as const) {
    const config = { ...defaultEncoderConfig, depth: depth satisfies Depth, width, stem };
    const { total } = countParameters(createEncoder(config, () => 0.5));
    expect(encoderCost(config, 32).parameters).toBe(total);
  }
  expect(planTraining(defaultTrainConfig, tiny).parameters).toBe(25_730_880);
});

test('by hand: the multiplications of a ResNet-18 of one channel on 8x8 images', () => {
  const config = { ...defaultEncoderConfig, depth: 18, width: 1, inChannels: 1 } as const;
  // Stem 9·64; stage 1: 4 convolutions 1→1 at 8x8. Stage s of c = 2ˢ channels at side 8/2ˢ:
  // c/2→c, three c→c, all 9 taps, and the shortcut c/2→c of one tap.
  const stage = (c: number, side: number) =>
    side ** 2 * (9 * ((c / 2) * c + 3 * c * c) + (c / 2) * c);
  const convolutions = 9 * 64 + 4 * 9 * 64 + stage(2, 4) + stage(4, 2) + stage(8, 1);
  const heads = 2 * (8 * 512 + 512 * 128);
  expect(encoderCost(config, 8).multiplyAdds).toBe(convolutions + heads);
});

test.each([
  // Multiply-adds of torchvision's ResNets at 224x224, with the layer of 1000 classes: its documentation's GFLOPS.
  [18, 1.814],
  [34, 3.664],
  [50, 4.089],
  [101, 7.801],
  [152, 11.514],
] as const)(
  'ResNet-%d takes the %d billion multiply-adds that torchvision tells',
  (depth, told) => {
    const config = { ...defaultEncoderConfig, depth, stem: 'imagenet' } as const;
    const features = depth < 50 ? 512 : 2048;
    const heads = 2 * (features * 512 + 512 * 128);
    const { multiplyAdds } = encoderCost(config, 224);
    // It is told in thousandths.
    expect((multiplyAdds - heads + features * 1000) / 1e9).toBeCloseTo(told, 2);
  },
);

test('passes: MoCo 3 + 1, symmetric twice that, SimCLR twice 3', () => {
  const { operationsPerImage: moco, multiplyAdds } = planTraining(defaultTrainConfig, tiny);
  expect(moco).toBe(8 * multiplyAdds);
  const operations = (changes: Partial<typeof defaultTrainConfig>) =>
    planTraining({ ...defaultTrainConfig, ...changes }, tiny).operationsPerImage;
  expect(operations({ symmetric: true })).toBe(2 * moco);
  expect(operations({ method: 'jaccard-simclr' })).toBe(12 * multiplyAdds);
});

test('an epoch is its whole batches, and parts of a batch take the memory of one', () => {
  const plan = planTraining(defaultTrainConfig, tiny);
  expect(plan.stepsPerEpoch).toBe(390);
  expect(plan.operationsPerEpoch).toBe(plan.operationsPerImage * 390 * 256);
  const parts = planTraining({ ...defaultTrainConfig, accumulate: 4 }, tiny);
  expect(plan.bytes - plan.stateBytes).toBe(4 * (parts.bytes - parts.stateBytes));
  // Weights, gradient, two moments and the key encoder, and two queues [4096, 128].
  expect(plan.stateBytes).toBe(4 * (5 * 25_730_880 + 2 * 4096 * 128));
  const room = plan.stateBytes + 100 * plan.bytesPerImage;
  expect(largestBatch(plan, room)).toBe(100);
  expect(largestBatch(plan, plan.stateBytes - 1)).toBe(0);
});

test('what cannot be planned is refused', () => {
  expect(() => planTraining(defaultTrainConfig, { ...tiny, count: 1 })).toThrow(
    'count must be a whole number, at least 2, got 1',
  );
  expect(() => planTraining({ ...defaultTrainConfig, width: 0 }, tiny)).toThrow(
    'width must be a whole number of channels, at least 1, got 0',
  );
});

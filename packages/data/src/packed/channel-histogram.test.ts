import fc from 'fast-check';

import { ChannelHistogram } from './channel-histogram.js';

test('a black and a white pixel have mean 1/2 and deviation 1/2', () => {
  const histogram = new ChannelHistogram(1);
  histogram.add(Uint8Array.of(0, 255));
  expect(histogram.mean()).toEqual([0.5]);
  expect(histogram.std()).toEqual([0.5]);
});

test('equal pixels deviate by 0', () => {
  const histogram = new ChannelHistogram(3);
  histogram.add(Uint8Array.of(255, 0, 51, 255, 0, 51));
  expect(histogram.mean()).toEqual([1, 0, 0.2]);
  expect(histogram.std()).toEqual([0, 0, 0]);
});

test('mean and deviation agree with two passes over the pixels of each channel', () => {
  const pixel = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(fc.array(fc.array(pixel, { minLength: 1 }), { minLength: 1 }), (images) => {
      const histogram = new ChannelHistogram(3);
      for (const image of images) histogram.add(Uint8Array.from(image.flat()));
      for (const channel of [0, 1, 2] as const) {
        const values = images.flat().map((one) => one[channel] / 255);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const variance =
          values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
        // Sums of doubles in another order.
        expect(histogram.mean()[channel]).toBeCloseTo(mean, 13);
        expect(histogram.std()[channel]).toBeCloseTo(Math.sqrt(variance), 7);
      }
    }),
  );
});

test('gray images of any length and position in memory are counted whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(fc.nat(255), { minLength: 1 }), fc.nat(3)), { minLength: 1 }),
      (images) => {
        const histogram = new ChannelHistogram(1);
        for (const [levels, offset] of images) {
          const memory = new Uint8Array(levels.length + offset);
          memory.set(levels, offset);
          histogram.add(memory.subarray(offset));
        }
        const values = images.flatMap(([levels]) => levels);
        const mean = values.reduce((sum, value) => sum + value / 255, 0) / values.length;
        expect(histogram.mean()[0]).toBeCloseTo(mean, 12);
        // Asking again changes nothing.
        expect(histogram.mean()).toEqual(histogram.mean());
      },
    ),
  );
});

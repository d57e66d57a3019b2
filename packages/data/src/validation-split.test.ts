import fc from 'fast-check';

import type { ImageSet } from './dataset.js';
import { validationSplit } from './validation-split.js';

/** Images of one pixel, which is their place in the set. */
const setOf = (labels?: readonly number[], length = labels?.length ?? 0): ImageSet => ({
  length,
  ...(labels && { labels: Int32Array.from(labels) }),
  attributes: { half: Array.from({ length }, (_, index) => (index % 2 ? 'odd' : 'even')) },
  names: (index) => {
    if (!(index >= 0 && index < length)) throw new RangeError('names: no such image');
    return `image ${index}`;
  },
  read: (indices) => Uint8Array.from(indices),
});
const placesOf = (set: ImageSet | undefined) => [
  ...(set?.read([...Array.from({ length: set.length }).keys()]) ?? []),
];

test('each class gives its share, and every image is on one side with what is known of it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 2, maxLength: 200 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      fc.nat(5),
      (labels, share, seed) => {
        const { train, validation } = validationSplit({ train: setOf(labels) }, { share, seed });
        const places = placesOf(validation);
        expect([...placesOf(train), ...places].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        for (const label of new Set(labels)) {
          const total = labels.filter((one) => one === label).length;
          const drawn = places.filter((place) => labels[place] === label).length;
          expect(drawn).toBe(Math.min(total - 1, Math.max(1, Math.round(total * share))));
        }
        expect([...(validation?.labels ?? [])]).toEqual(places.map((place) => labels[place]));
        expect(validation?.attributes?.['half'] ?? []).toEqual(
          places.map((place) => (place % 2 ? 'odd' : 'even')),
        );
        places.forEach((place, index) => {
          expect(validation?.names(index)).toBe(`image ${place}`);
        });
      },
    ),
  );
});

test('another seed draws others', () => {
  const train = setOf(Array.from({ length: 100 }, () => 0));
  const drawn = (seed: number) => placesOf(validationSplit({ train }, { seed }).validation);
  expect(drawn(0)).toHaveLength(10);
  expect(drawn(0)).toEqual(drawn(0));
  expect(drawn(0)).not.toEqual(drawn(1));
});

test('classes of one image each have none to choose by', () => {
  const train = setOf([0, 1, 2]);
  expect(validationSplit({ train })).toEqual({ train });
});

test("a data set's own validation images are taken as they are", () => {
  const [train, validation] = [setOf([0, 0]), setOf([0])];
  expect(validationSplit({ train, validation })).toEqual({ train, validation });
});

test('without labels all images are for training', () => {
  const train = setOf(undefined, 3);
  expect(validationSplit({ train })).toEqual({ train });
});

test('there is no image beyond the last', () => {
  const { train } = validationSplit({ train: setOf([0, 0, 0]) });
  expect(() => train.names(2)).toThrow(RangeError);
});

test.each([0, 1, -0.1, NaN])('a share of %p is refused', (share) => {
  expect(() => validationSplit({ train: setOf([0, 0]) }, { share })).toThrow(
    new RangeError(`validationSplit: share must be above 0 and below 1, got ${share}`),
  );
});

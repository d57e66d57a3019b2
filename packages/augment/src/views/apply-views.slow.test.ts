import * as tf from '@tensorflow/tfjs-core';

import { adjustHue } from '../operations/adjust-hue.js';
import { applyViews, evaluationView } from './apply-views.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from '../operations/blend.js';
import { imageBatch } from '../fixtures/image-batches.js';
import { gaussianBlur } from '../operations/gaussian-blur.js';
import { toGrayscale } from '../operations/grayscale.js';
import type { Jitter } from '../operations/jitter.js';
import { keyedRandom } from './keyed-random.js';
import { normalize } from '../operations/normalize.js';
import { resize } from '../operations/resize.js';
import { resizedCrop } from '../operations/resized-crop.js';
import { sampleView, type ViewParameters } from './sample-view.js';
import { solarize } from '../operations/solarize.js';
import { defaultViewOptions, type ViewOptions } from './view-options.js';

/** Every step with a probability between 0 and 1. */
const colorOptions: ViewOptions = {
  ...defaultViewOptions,
  size: 12,
  blurProbability: 0.5,
  blurKernel: 5,
  solarizeProbability: 0.3,
};
const grayOptions: ViewOptions = { ...colorOptions, mean: [0.5], std: [0.25] };

const count = 48;
const sample = (options: ViewOptions) =>
  Array.from({ length: count }, (_, image) =>
    sampleView([15, 11], options, keyedRandom(3, 1, image)),
  );

const cases = [
  { name: 'color', channels: 3, options: colorOptions },
  { name: 'gray', channels: 1, options: grayOptions },
];

/** The steps of a view of one image, one operation after the other. */
function stepByStep(
  image: tf.Tensor4D,
  { box, flip, jitter, grayscale, blurSigma, ...view }: ViewParameters,
  options: ViewOptions,
): tf.Tensor4D {
  const adjust = {
    brightness: adjustBrightness,
    contrast: adjustContrast,
    saturation: adjustSaturation,
    hue: adjustHue,
  };
  let current = resizedCrop(image, [box], { size: options.size, flips: [flip] });
  for (const operation of jitter?.order ?? []) {
    current = adjust[operation](current, jitter?.[operation] ?? NaN);
  }
  if (grayscale) current = toGrayscale(current);
  if (blurSigma !== undefined) {
    current = gaussianBlur(current, options.blurKernel, blurSigma);
  }
  if (view.solarize) current = solarize(current, options.solarizeThreshold);
  return normalize(current, options.mean, options.std);
}

const rows = (images: tf.Tensor4D) => tf.unstack(images).map((image) => image.dataSync());

/** Float32's unit roundoff. */
const u = 2 ** -24;

/**
 * By how much a view may differ between two batches. It's the same sums either way, but not always in the
 * same order: on processors without AVX-512, Eigen's matrix product of one image and of many differ in the
 * last places (up to 3 units), and with oneDNN an image's place in its batch does the same. With AVX-512
 * all of this was equal to the bit. Before the division by std (0.224 or more) a value is in [0, 1], and
 * - a crop is two sums of at most 15 and 11 products whose weights add to 1: off by 26 u at most, and
 *   by √26 u ≈ 5 u as roundings go;
 * - brightness magnifies that by up to 1.4, contrast and saturation by 1.4 + 0.4 each, 4.5 in all;
 * - a turn of the hue, value − chroma · missing with the hue's error 2 e / chroma, by up to 1 + 2 + 4 = 7;
 * - blur and solarize magnify nothing.
 * Two results with independent errors are √2 apart: 1.4 · 5 u · 4.5 · 7 / 0.224 = 6e-5. Seen: 2.1e-6. One
 * step of an 8-bit image is 1.7e-2.
 */
const jitteredTolerance = (Math.SQRT2 * Math.sqrt(26) * u * 4.5 * 7) / 0.224;

/** At most: two crops, each off by 26 u, and 3 u for the subtraction and the division. */
const croppedTolerance = (2 * (26 + 3) * u) / 0.224;

function expectClose(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  expect(actual).toHaveLength(expected.length);
  const differences = Array.from(expected, (value, at) => Math.abs((actual?.[at] ?? NaN) - value));
  expect(Math.max(...differences)).toBeLessThan(tolerance);
}

describe.each(cases)('$name images', ({ channels, options }) => {
  const views = sample(options);
  const batch = imageBatch([count, 15, 11, channels], 5);
  const images = () => batch.tensor();
  const image = (row: number) => tf.slice(images(), [row, 0, 0, 0], [1, 15, 11, channels]);

  test('each view is its operations one after the other', () => {
    const made = rows(applyViews(images(), views, options));
    views.forEach((view, row) => {
      const expected = stepByStep(image(row), view, options).dataSync();
      expectClose(made[row], expected, jitteredTolerance);
    });
  });

  test('a batch gives what each image gives alone', () => {
    const together = rows(applyViews(images(), views, options));
    views.forEach((view, row) => {
      const alone = applyViews(image(row), [view], options).dataSync();
      expectClose(together[row], alone, jitteredTolerance);
    });
  });

  test('the order of the batch does not matter', () => {
    // 11 and 48 have no divisor in common, so this is a permutation.
    const order = views.map((_, row) => (11 * row) % count);
    const shuffled = tf.gather(images(), order);
    const theirViews = order.flatMap((row) => views[row] ?? []);
    const expected = tf.gather(applyViews(images(), views, options), order);
    const made = applyViews(shuffled, theirViews, options).dataSync();
    expectClose(made, expected.dataSync(), jitteredTolerance);
  });

  test('an image without further steps is cropped and normalized alone, whatever its neighbors', () => {
    const plain = views.map((view, row) =>
      row % 2 === 0
        ? { ...view, jitter: undefined, grayscale: false, blurSigma: undefined, solarize: false }
        : view,
    );
    const made = rows(applyViews(images(), plain, options));
    plain.forEach(({ box, flip }, row) => {
      if (row % 2 !== 0) return;
      const cropped = resizedCrop(image(row), [box], { size: options.size, flips: [flip] });
      const expected = normalize(cropped, options.mean, options.std).dataSync();
      expectClose(made[row], expected, croppedTolerance);
    });
  });
});

describe('jitter with fewer operations', () => {
  const box = { top: 0, left: 0, height: 12, width: 12 };
  const factors = { brightness: 0.7, contrast: 1.3, saturation: 0.6, hue: 0.1 };
  const view = (order: Jitter['order']): ViewParameters => ({
    box,
    flip: false,
    jitter: { ...factors, order },
    grayscale: false,
    blurSigma: undefined,
    solarize: false,
  });

  test.each<[Jitter['order']]>([[[]], [['hue']], [['contrast']], [['brightness', 'hue']]])(
    '%j',
    (order) => {
      const batch = imageBatch([1, 12, 12, 3], 1);
      const made = applyViews(batch.tensor(), [view(order)], colorOptions);
      expect(made.dataSync()).toEqual(
        stepByStep(batch.tensor(), view(order), colorOptions).dataSync(),
      );
    },
  );
});

test('the evaluation view is the whole image, resized and normalized', () => {
  const { mean, std } = defaultViewOptions;
  const batch = imageBatch([3, 10, 14, 3], 2);
  const view = evaluationView(batch.tensor(), { size: 6, mean, std });
  expect(view.shape).toEqual([3, 6, 6, 3]);
  expect(view.dataSync()).toEqual(normalize(resize(batch.tensor(), [6, 6]), mean, std).dataSync());
});

describe('errors', () => {
  const images = () => imageBatch([2, 4, 6, 3], 1).tensor();
  const view = (changes: Partial<ViewParameters> = {}): ViewParameters => ({
    box: { top: 0, left: 0, height: 4, width: 6 },
    flip: false,
    jitter: undefined,
    grayscale: false,
    blurSigma: undefined,
    solarize: false,
    ...changes,
  });

  test('views of another batch', () => {
    expect(() => applyViews(images(), [view()], defaultViewOptions)).toThrow(
      new RangeError('applyViews: views must be one for each of 2 images, got 1'),
    );
  });

  test('a box that leaves its image', () => {
    const box = { top: 1, left: 0, height: 4, width: 6 };
    expect(() => applyViews(images(), [view(), view({ box })], defaultViewOptions)).toThrow(
      new RangeError(
        'applyViews: a box must lie inside its image of 4x6 pixels, got top 1, left 0, height 4, width 6',
      ),
    );
  });

  test('a kernel that is larger than a view allows', () => {
    const options = { ...colorOptions, size: 3, blurKernel: 7 };
    expect(() => applyViews(images(), [view(), view({ blurSigma: 1 })], options)).toThrow(
      new RangeError('applyViews: kernelSize must be odd and at most 5 for images of 3x3, got 7'),
    );
    // Without a blur its kernel does not matter.
    expect(applyViews(images(), [view(), view()], options).shape).toEqual([2, 3, 3, 3]);
  });

  test.each([
    ['applyViews', (options: ViewOptions) => applyViews(images(), [view(), view()], options)],
    ['evaluationView', (options: ViewOptions) => evaluationView(images(), options)],
  ])('%s: the size, the mean and the deviation', (name, make) => {
    expect(() => make({ ...defaultViewOptions, size: 0 })).toThrow(
      new RangeError(`${name}: size must be a whole number of at least 1, got 0`),
    );
    expect(() => make({ ...defaultViewOptions, mean: [0.5] })).toThrow(
      new RangeError(`${name}: mean must be 3 finite numbers, got [0.5]`),
    );
    expect(() => make({ ...defaultViewOptions, std: [1, 1, 0] })).toThrow(
      new RangeError(`${name}: std must be 3 finite numbers above 0, got [1, 1, 0]`),
    );
  });
});

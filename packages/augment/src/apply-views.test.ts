import * as tf from '@tensorflow/tfjs-core';

import { adjustHue } from './adjust-hue.js';
import { applyViews, evaluationView } from './apply-views.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './blend.js';
import { imageBatch } from './fixtures/image-batches.js';
import { gaussianBlur } from './gaussian-blur.js';
import { toGrayscale } from './grayscale.js';
import type { Jitter } from './jitter.js';
import { keyedRandom } from './keyed-random.js';
import { normalize } from './normalize.js';
import { resize } from './resize.js';
import { resizedCrop } from './resized-crop.js';
import { sampleView, type ViewParameters } from './sample-view.js';
import { solarize } from './solarize.js';
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
    sampleView(15, 11, options, keyedRandom(3, 1, image)),
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
  let current = resizedCrop(image, [box], options.size, [flip]);
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

describe.each(cases)('$name images', ({ channels, options }) => {
  const views = sample(options);
  const batch = imageBatch([count, 15, 11, channels], 5);
  const images = () => batch.tensor();
  const image = (row: number) => tf.slice(images(), [row, 0, 0, 0], [1, 15, 11, channels]);

  test('each view is its operations one after the other', () => {
    const made = rows(applyViews(images(), views, options));
    views.forEach((view, row) => {
      expect(made[row]).toEqual(stepByStep(image(row), view, options).dataSync());
    });
  });

  test('a batch gives what each image gives alone', () => {
    const together = rows(applyViews(images(), views, options));
    views.forEach((view, row) => {
      expect(together[row]).toEqual(applyViews(image(row), [view], options).dataSync());
    });
  });

  test('the order of the batch does not matter', () => {
    // 11 and 48 have no divisor in common, so this is a permutation.
    const order = views.map((_, row) => (11 * row) % count);
    const shuffled = tf.gather(images(), order);
    const theirViews = order.flatMap((row) => views[row] ?? []);
    const expected = tf.gather(applyViews(images(), views, options), order);
    expect(applyViews(shuffled, theirViews, options).dataSync()).toEqual(expected.dataSync());
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
      const cropped = resizedCrop(image(row), [box], options.size, [flip]);
      expect(made[row]).toEqual(normalize(cropped, options.mean, options.std).dataSync());
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

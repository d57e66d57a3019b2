import * as tf from '@tensorflow/tfjs-core';

import * as augment from './index.js';

const { defaultViewOptions, keyedRandom, sampleView } = augment;
const moments = { mean: [0.5, 0.5, 0.5], std: [0.2, 0.2, 0.2] };
const options: augment.ViewOptions = {
  ...defaultViewOptions,
  blurProbability: 0.5,
  solarizeProbability: 0.5,
};
const views = Array.from({ length: 16 }, (_, image) =>
  sampleView([8, 8], options, keyedRandom(1, image)),
);
const boxes = views.map(({ box }) => box);

const countOf = ({ rank, shape }: tf.Tensor) => (rank === 4 ? shape[0] : 1);

/** Every exported function of images. */
const operations: Readonly<Record<string, (images: tf.Tensor) => tf.Tensor>> = {
  adjustBrightness: (images) => augment.adjustBrightness(images, 1.2),
  adjustContrast: (images) => augment.adjustContrast(images, 1.2),
  adjustHue: (images) => augment.adjustHue(images, 0.1),
  adjustSaturation: (images) => augment.adjustSaturation(images, 1.2),
  applyViews: (images) => augment.applyViews(images, views.slice(0, countOf(images)), options),
  centerCrop: (images) => augment.centerCrop(images, 9),
  evaluationView: (images) => augment.evaluationView(images, { size: 5, ...moments }),
  flipHorizontal: (images) => augment.flipHorizontal(images),
  gaussianBlur: (images) => augment.gaussianBlur(images, 3, 1),
  normalize: (images) => augment.normalize(images, moments.mean, moments.std),
  resize: (images) => augment.resize(images, 5),
  resizedCrop: (images) =>
    augment.resizedCrop(images, boxes.slice(0, countOf(images)), { size: 5 }),
  solarize: (images) => augment.solarize(images, 0.5),
  toGrayscale: (images) => augment.toGrayscale(images),
};

test('this list is complete, besides functions that create numbers or images', () => {
  const functions = Object.entries(augment).flatMap(([name, value]) =>
    typeof value === 'function' ? [name] : [],
  );
  expect(functions.sort()).toEqual(
    [...Object.keys(operations), 'imagesFromBytes', 'keyedRandom', 'sampleView'].sort(),
  );
});

describe.each(Object.entries(operations))('%s', (name, operation) => {
  test('keeps only its result, and borrows its images', () => {
    const images = tf.fill<tf.Rank.R4>([16, 8, 8, 3], 0.25);
    const before = tf.memory().numTensors;
    const result = operation(images);
    expect(tf.memory().numTensors - before).toBe(1);
    expect(result.dtype).toBe('float32');
    result.dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect([...images.dataSync().slice(0, 2)]).toEqual([0.25, 0.25]);
  });

  test('takes one image as a batch of one', () => {
    const image = tf.randomUniform([8, 8, 3], 0, 1, 'float32', 7);
    const before = tf.memory().numTensors;
    const result = operation(image);
    expect(tf.memory().numTensors - before).toBe(1);
    const batch = operation(tf.expandDims(image));
    expect(result.shape).toEqual(batch.shape.slice(1));
    expect(result.dataSync()).toEqual(batch.dataSync());
  });

  test('takes int32 pixels from 0 to 255', () => {
    const pixels = tf.randomUniform([16, 8, 8, 3], 0, 256, 'int32', 7);
    const result = operation(pixels);
    expect(result.dtype).toBe('float32');
    expect(result.dataSync()).toEqual(
      operation(tf.div(tf.cast(pixels, 'float32'), 255)).dataSync(),
    );
  });

  test('takes neither another rank or type, nor other numbers of channels', () => {
    expect(() => operation(tf.zeros([8, 3]))).toThrow(
      new TypeError(`${name}: images must be [N, H, W, C], or one [H, W, C], got [8, 3]`),
    );
    expect(() => operation(tf.zeros([16, 8, 8, 3], 'bool'))).toThrow(
      new TypeError(`${name}: images must be float32 in [0, 1] or int32 from 0 to 255, got bool`),
    );
    expect(() => operation(tf.zeros([16, 8, 8, 4]))).toThrow(
      new RangeError(`${name}: images must have 1 or 3 channels, got [16, 8, 8, 4]`),
    );
  });
});

test('a function that changes nothing still returns a new tensor', () => {
  const images = tf.zeros<tf.Rank.R4>([2, 4, 4, 1]);
  const results = [
    augment.adjustHue(images, 0.1),
    augment.adjustSaturation(images, 0.5),
    augment.evaluationView(images, { size: 4, mean: [0], std: [1] }),
    augment.resize(images, 4),
    augment.centerCrop(images, 4),
  ];
  tf.dispose(results);
  expect([...images.dataSync()]).toHaveLength(32);
});

test('imagesFromBytes keeps one tensor', () => {
  const before = tf.memory().numTensors;
  augment.imagesFromBytes(new Uint8Array(12), [1, 2, 2, 3]);
  expect(tf.memory().numTensors - before).toBe(1);
});

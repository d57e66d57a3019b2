import type { Dataset, ImageSet } from '../dataset/dataset.js';
import { checkDataset } from './check-dataset.js';

type Color = readonly [number, number, number];

/** An image of two pixels. */
const pair = (first: Color, second: Color) => Uint8Array.from([...first, ...second]);
const setOf = (images: readonly Uint8Array[], labels?: readonly number[]): ImageSet => ({
  length: images.length,
  ...(labels && { labels: Int32Array.from(labels) }),
  name: String,
  read: (indices) => images[indices[0] ?? 0] ?? new Uint8Array(),
});
const about = {
  name: 'pairs',
  kind: 'folder',
  height: 1,
  width: 2,
  channels: 3,
  mean: [0, 0, 0],
  std: [0, 0, 0],
  skipped: [],
  fingerprint: '',
} as const;
const color = (value: number) => pair([value, 0, 0], [0, value, 90]);
const colors = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => color(from + 10 * index));
const textsOf = (dataset: Dataset, options = {}) =>
  checkDataset(dataset, { queueLength: 4, batchSize: 2, ...options }).findings.map(
    ({ level, text }) => `${level}: ${text}`,
  );

test('a sound data set is counted, and nothing is found', () => {
  const dataset: Dataset = {
    ...about,
    classes: ['a', 'b'],
    testOrigin: 'test',
    train: setOf(colors(4), [0, 1, 1, 1]),
    test: setOf(colors(2, 100), [0, 1]),
  };
  const onProgress = jest.fn();
  expect(checkDataset(dataset, { queueLength: 4, batchSize: 2, onProgress })).toEqual({
    counts: { train: 4, validation: 0, test: 2 },
    classCounts: [1, 3],
    gray: 0,
    blank: 0,
    duplicates: { withinTrain: 0, acrossSplits: [], nearAcrossSplits: [], compared: 2 },
    findings: [],
  });
  expect(onProgress).toHaveBeenLastCalledWith({ phase: 'checking', done: 12, total: 12 });
});

test('gray, blank and repeated training images, and classes out of balance, are worth a note', () => {
  const gray = pair([7, 7, 7], [9, 9, 9]);
  const blank = pair([5, 6, 7], [5, 6, 7]);
  const dataset: Dataset = {
    ...about,
    classes: ['cat', 'dog'],
    testOrigin: 'held-out',
    train: setOf([gray, blank, ...colors(3), color(0)], [1, 1, 1, 1, 1, 0]),
  };
  expect(textsOf(dataset)).toEqual([
    'note: 1 image equal to an earlier training image',
    'note: 1 image of one single color',
    'note: 1 image in gray among those in color',
    'note: classes out of balance: 5 images of dog, 1 of cat; an accuracy over all images tells of the large ones',
    'note: no test images: a tenth of each class is held out from the training images',
  ]);
});

test('duplicates across splits, files left out and too few images are warnings', () => {
  const dataset: Dataset = {
    ...about,
    classes: ['a'],
    testOrigin: 'test',
    skipped: [{ path: 'x.png', reason: 'damaged' }],
    train: setOf([color(10)], [0]),
    test: setOf([color(10), color(12)], [0, 0]),
  };
  expect(textsOf(dataset)).toEqual([
    'warning: 1 image or files left out, named below',
    'warning: 1 image equal to one of another split: accuracies will flatter',
    'warning: 1 image much like a training image: accuracies may flatter',
    'warning: 1 image to train on, fewer than a batch of 2: lower --batch-size',
    'warning: 1 image to train on, fewer than the 4 negatives of a queue, which would hold an image several times: lower --m',
  ]);
});

test('without labels that is told', () => {
  expect(textsOf({ ...about, train: setOf(colors(4)) })).toEqual([
    'note: no labels: it can be trained on, and no accuracy can be measured',
  ]);
});

import type { Dataset, ImageSet, Progress } from '../dataset/dataset.js';
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
/** Images of two pixels are tiny, of low contrast and much alike. */
const plain = { tinySide: 0, lowContrast: 0, darkLevel: 0, uniformRange: 0, copyDifference: 0 };
const color = (value: number) => pair([value, 0, 0], [0, value, 90]);
const colors = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => color(from + 10 * index));
const textsOf = async (dataset: Dataset) => {
  const { findings } = await checkDataset(dataset, { ...plain, m: 4, batchSize: 2 });
  return findings.map(({ level, text }) => `${level}: ${text}`);
};

test('a sound data set is counted, and nothing is found', async () => {
  const dataset: Dataset = {
    ...about,
    classes: ['a', 'b'],
    testOrigin: 'test',
    train: setOf(colors(4), [0, 1, 1, 1]),
    test: setOf(colors(2, 100), [0, 1]),
  };
  const onProgress = jest.fn();
  expect(await checkDataset(dataset, { ...plain, m: 4, batchSize: 2, onProgress })).toEqual({
    counts: { train: 4, validation: 0, test: 2 },
    classCounts: [1, 3],
    gray: 0,
    blank: 0,
    duplicates: {
      pairs: [],
      groups: [],
      withinTrain: 0,
      acrossSplits: [],
      acrossLabels: [],
      capped: 0,
    },
    problems: [],
    findings: [],
  });
  expect(onProgress).toHaveBeenCalledWith({ phase: 'checking', done: 6, total: 6 });
  expect(onProgress).toHaveBeenLastCalledWith({ phase: 'comparing', done: 6, total: 6 });
});

test('gray, blank and repeated training images, and imbalanced classes, are noted', async () => {
  const gray = pair([7, 7, 7], [9, 9, 9]);
  const blank = pair([5, 6, 7], [5, 6, 7]);
  const dataset: Dataset = {
    ...about,
    classes: ['cat', 'dog'],
    testOrigin: 'held-out',
    train: setOf([gray, blank, ...colors(3), color(0)], [1, 1, 1, 1, 1, 0]),
  };
  expect(await textsOf(dataset)).toEqual([
    'warning: 1 image with a copy under another label: 5 has the same pixels as 2 (labeled cat and dog)',
    'note: 1 image copied from another training image, named above',
    'note: 1 image of one color: 1',
    'note: 1 image without color among color images',
    'note: imbalanced classes: 5 images of dog, 1 of cat; overall accuracy mostly reflects the large classes',
    'note: no test images: a tenth of each class is held out for testing',
  ]);
});

test('duplicates across splits, files left out and too few images are warnings', async () => {
  const dataset: Dataset = {
    ...about,
    classes: ['a'],
    testOrigin: 'test',
    skipped: [{ path: 'x.png', reason: 'damaged' }],
    train: setOf([color(10)], [0]),
    test: setOf([color(10), color(12)], [0, 0]),
  };
  expect(await textsOf(dataset)).toEqual([
    'warning: 1 image skipped, as listed below',
    'warning: 1 image with a copy in another split, so accuracy will be overstated: test 0 has the same pixels as train 0',
    'warning: 1 image to train on, fewer than a batch of 2: use smaller batches',
    'warning: 1 image to train on, fewer than the 4 negatives of the queue, which would contain images several times: use a shorter queue',
  ]);
});

test('missing labels are noted', async () => {
  expect(await textsOf({ ...about, train: setOf(colors(4)) })).toEqual([
    'note: no labels: training works, but accuracy cannot be measured',
  ]);
});

test('an aborted check rejects with the reason', async () => {
  const controller = new AbortController();
  const onProgress = jest.fn(() => {
    controller.abort('stop');
  });
  const dataset: Dataset = { ...about, train: setOf(colors(4)) };
  await expect(
    checkDataset(dataset, { ...plain, onProgress, signal: controller.signal }),
  ).rejects.toBe('stop');
  expect(onProgress).toHaveBeenCalledTimes(1);
});

test('a check that is aborted after all images were compared does not go on', async () => {
  const controller = new AbortController();
  const onProgress = jest.fn(({ phase, done, total }: Progress) => {
    if (phase === 'comparing' && done === total) controller.abort('stop');
  });
  const dataset: Dataset = { ...about, train: setOf(colors(4)) };
  await expect(
    checkDataset(dataset, { ...plain, onProgress, signal: controller.signal }),
  ).rejects.toBe('stop');
});

test('other work runs during a long check', async () => {
  const slow = setOf(colors(4));
  const read = (indices: ArrayLike<number>) => {
    const end = performance.now() + 25;
    while (performance.now() < end);
    return slow.read(indices);
  };
  const ran = jest.fn();
  setImmediate(ran);
  await checkDataset({ ...about, train: { ...slow, read } }, plain);
  expect(ran).toHaveBeenCalled();
});

test('copies under two labels are named with their labels, and long lists are cut', async () => {
  const same = color(40);
  const dataset: Dataset = {
    ...about,
    classes: ['cat', 'dog'],
    testOrigin: 'test',
    train: setOf([same, same, same, same, same], [0, 1, 1, 1, 1]),
  };
  expect(await textsOf(dataset)).toContain(
    'warning: 4 images with a copy under another label: 1 has the same pixels as 0 (labeled dog and cat); ' +
      '2 has the same pixels as 0 (labeled dog and cat); 3 has the same pixels as 0 (labeled dog and cat) and 1 more',
  );
});

test('problems are listed with their images, by thresholds that can be set', async () => {
  const dataset: Dataset = { ...about, classes: ['a'], train: setOf(colors(1), [0]) };
  const place = { split: 'train', index: 0, name: '0', label: 'a' };
  const { problems, findings } = await checkDataset(dataset, {
    ...{ tinySide: 2, lowContrast: 0, darkLevel: 0 },
  });
  expect(problems).toEqual([{ ...place, problem: 'tiny', value: 1, reason: '1x2 pixels' }]);
  expect(findings.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^1 image that is tiny: /),
  );
  await expect(checkDataset(dataset, { darkLevel: 300 })).rejects.toThrow(
    'darkLevel must be a number from 0 to 255, got 300',
  );
});

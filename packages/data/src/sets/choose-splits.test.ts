import { chooseSplits, inOrder } from './choose-splits.js';

const [a, b] = [{ label: 0 }, { label: 1 }];
const none: { label?: number }[] = [];

test('test images are tested on, and validation images are kept beside them', () => {
  expect(chooseSplits({ train: [a], validation: [b], test: [a] }, 0)).toEqual({
    train: [a],
    validation: [b],
    test: [a],
    testOrigin: 'test',
  });
});

test('validation images are tested on where there are no test images', () => {
  expect(chooseSplits({ train: [a], validation: [b], test: none }, 0)).toEqual({
    train: [a],
    validation: [],
    test: [b],
    testOrigin: 'validation',
  });
});

test('a tenth of the labeled training images is tested on where there is nothing else', () => {
  const train = Array.from({ length: 40 }, (_, index) => ({ label: index % 2, index }));
  const splits = chooseSplits({ train, validation: [], test: [] }, 0);
  expect(splits.testOrigin).toBe('held-out');
  expect(splits.test.map(({ label }) => label).sort()).toEqual([0, 0, 1, 1]);
  expect(new Set([...splits.train, ...splits.test])).toEqual(new Set(train));
});

test('images without labels are all for training', () => {
  const splits = chooseSplits<{ label?: number }>(
    { train: [{}, {}], validation: none, test: none },
    0,
  );
  expect(splits).toEqual({ train: [{}, {}], validation: [], test: [] });
});

test('the order is training, validation, test', () => {
  const splits = inOrder({ train: [1, 2], validation: [3], test: [4] });
  expect(splits.map(({ item, split }) => `${item} ${split}`)).toEqual([
    '1 train',
    '2 train',
    '3 validation',
    '4 test',
  ]);
});

test('no field of an item is lost, held out or not', () => {
  const train = Array.from({ length: 20 }, (_, id) => ({ label: id % 2, id, split: 'train' }));
  const splits = chooseSplits({ train, validation: [], test: [] }, 0);
  const items = inOrder(splits).map(({ item }) => item);
  expect(items.toSorted((first, second) => first.id - second.id)).toEqual(train);
});

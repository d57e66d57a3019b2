import { readArchiveFolders } from './archive-folders.js';

const read = (...keys: string[]) => keys.map(readArchiveFolders(keys));

test('folders named like splits are splits, and the others classes', () => {
  expect(read('a/Train/cat/1', 'a/Testing/dog/2', 'a/val/3')).toEqual([
    { split: 'train', className: 'cat' },
    { split: 'test', className: 'dog' },
    { split: 'validation', className: 'a' },
  ]);
  expect(read('train/1', 'test/2')).toEqual([{ split: 'train' }, { split: 'test' }]);
});

test('without folders of training and other images, all are classes', () => {
  expect(read('train/1', 'bus/2', '3')).toEqual([{ className: 'train' }, { className: 'bus' }, {}]);
  expect(read('test/1', 'val/2')).toEqual([{ className: 'test' }, { className: 'val' }]);
});

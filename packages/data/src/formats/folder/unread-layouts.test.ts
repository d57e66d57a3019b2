// cspell:ignore beton imagelabels pathmnist
import { describeUnread } from './unread-layouts.js';

test.each([
  [
    ['data_batch_1', 'test_batch', 'batches.meta'],
    /^it looks like CIFAR-10's Python version, .*binary version/,
  ],
  [['meta', 'train', 'test'], /^it looks like CIFAR-100's Python version/],
  [
    ['train/data-00000-of-00001.arrow', 'train/state.json'],
    /Hugging Face's save_to_disk, .*to_parquet$/,
  ],
  [['data.arrow'], /Arrow files, a format that is not supported; write them as Parquet/],
  [['stl10_binary/train_X.bin', 'stl10_binary/train_y.bin'], /STL-10/],
  [['train_32x32.mat', 'test_32x32.mat'], /SVHN/],
  [
    ['data.mdb', 'lock.mdb'],
    /an LMDB database, a format that is not supported; export the images into a folder for each class/,
  ],
  [['train.tfrecord-00000-of-00002'], /TFRecord/],
  [['set.h5'], /HDF5/],
  [['pathmnist.npz'], /NumPy/],
  [['flowers/imagelabels.mat'], /MATLAB/],
  [['images.tar.gz'], /an archive, a format that is not supported; unpack it/],
  [['images.zip'], /an archive/],
  [['clip.mp4'], /videos/],
])('%j', (paths, sentence) => {
  expect(describeUnread(paths)).toMatch(sentence);
});

test('files that say nothing', () => {
  expect(describeUnread(['README.md', 'train/notes.txt'])).toBeUndefined();
});

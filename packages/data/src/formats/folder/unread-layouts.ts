// cspell:ignore beton imagelabels pathmnist
import { posix } from 'node:path';

/** An unsupported way to store images, how it is recognized, and what to do. */
interface UnreadLayout {
  readonly isOne: (paths: readonly string[]) => boolean;
  readonly is: string;
  readonly remedy: string;
}

const some = (pattern: RegExp) => (paths: readonly string[]) =>
  paths.some((path) => pattern.test(posix.basename(path)));

const byClass = 'export the images into a folder for each class';

/** The most telling ones first. */
const layouts: readonly UnreadLayout[] = [
  {
    isOne: some(/^(data_batch_[1-5]|batches\.meta)$/),
    is: "CIFAR-10's Python version, whose pickles can run programs",
    remedy: 'download the binary version, cifar-10-binary.tar.gz',
  },
  {
    isOne: (paths) => ['train', 'test', 'meta'].every((name) => some(RegExp(`^${name}$`))(paths)),
    is: "CIFAR-100's Python version, whose pickles can run programs",
    remedy: 'download the binary version, cifar-100-binary.tar.gz',
  },
  {
    isOne: (paths) =>
      some(/\.arrow$/i)(paths) && some(/^(state|dataset_info|dataset_dict)\.json$/)(paths),
    is: "a data set saved with Hugging Face's save_to_disk",
    remedy: 'load it with datasets.load_from_disk and write it with to_parquet',
  },
  { isOne: some(/\.arrow$/i), is: 'Arrow files', remedy: 'write them as Parquet' },
  {
    isOne: some(/^(train|test|unlabeled)_X\.bin$/),
    is: "STL-10's binary files",
    remedy: byClass,
  },
  { isOne: some(/^(train|test|extra)_32x32\.mat$/), is: 'SVHN as MATLAB files', remedy: byClass },
  { isOne: some(/^(data|lock)\.mdb$/), is: 'an LMDB database', remedy: byClass },
  { isOne: some(/\.tfrecords?(-\d+-of-\d+)?$/i), is: 'TFRecord files', remedy: byClass },
  { isOne: some(/\.(h5|hdf5)$/i), is: 'HDF5 files', remedy: byClass },
  { isOne: some(/\.np[yz]$/i), is: 'NumPy arrays', remedy: byClass },
  { isOne: some(/\.mat$/i), is: 'MATLAB files', remedy: byClass },
  { isOne: some(/\.(pkl|pickle|pt|pth)$/i), is: 'Python pickles', remedy: byClass },
  { isOne: some(/\.(rec|lst)$/i), is: 'MXNet RecordIO files', remedy: byClass },
  { isOne: some(/\.beton$/i), is: 'an FFCV file', remedy: byClass },
  { isOne: some(/\.(sqlite3?|db)$/i), is: 'a database', remedy: byClass },
  {
    isOne: some(/\.(zip|tar\.(gz|bz2|xz|zst)|tgz|tbz2?|txz|7z|rar)$/i),
    is: 'an archive',
    remedy: 'unpack it',
  },
  {
    isOne: some(/\.(mp4|mov|avi|mkv|webm)$/i),
    is: 'videos',
    remedy: 'export their frames as images',
  },
];

/**
 * The unsupported format of a folder's files, and what to do, as one clause.
 * @param paths relative to the folder.
 */
export function describeUnread(paths: readonly string[]): string | undefined {
  const found = layouts.find(({ isOne }) => isOne(paths));
  return found && `it looks like ${found.is}, a format that is not supported; ${found.remedy}`;
}

import { basename, join, posix } from 'node:path';

import { DataError } from '../dataset/data-error.js';
import type { SkippedFile } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { fileSource, type FileSource } from '../files/sources/file-source.js';
import { filesAt } from '../files/walk/files-at.js';
import { findFiles, type FoundFile } from '../files/walk/find-files.js';
import type { SourceImage } from '../files/sources/image-source.js';
import type { ReadOptions } from '../files/sources/read-options.js';
import { readIdxFile, type IdxFile } from './idx-file.js';
import { openStored } from './stored-images.js';

/** `train-images-idx3-ubyte.gz`, `emnist-digits-test-labels.idx1-ubyte`, …: set, split, content. */
const IDX_NAME = /^(.*?)(train|t10k|test)-(images|labels)[-.]idx\d-ubyte(\.gz)?$/;

/** Whether a file name is one of the MNIST family's. */
export function isIdxName(name: string): boolean {
  return IDX_NAME.test(name);
}

/** The files of one data set. */
interface IdxSet {
  readonly images: FoundFile;
  readonly labels: FoundFile | undefined;
  readonly split: 'train' | 'test';
}

function partsOf(file: FoundFile) {
  const [, set = '', split = '', content = ''] = IDX_NAME.exec(posix.basename(file.path)) ?? [];
  return { set: posix.join(posix.dirname(file.path), set), split, content };
}

/** Pairs the images of each split with their labels. If a file also has a gzipped copy, only one is used. */
function pairFiles(path: string, files: readonly FoundFile[]): IdxSet[] {
  const parts = files.map((file) => ({ file, ...partsOf(file) }));
  const sets = new Set(parts.map(({ set }) => set));
  if (sets.size > 1) {
    throw new DataError(
      `openDataset: ${path} must hold one data set, got ${[...sets].map((set) => set.replace(/-$/, '')).join(', ')}; ` +
        'pass the file with the training images of one of them',
    );
  }
  return (['train', 'test'] as const).flatMap((split) => {
    const of = (content: string) =>
      parts.find(
        (part) => part.content === content && (part.split === 'train') === (split === 'train'),
      )?.file;
    const images = of('images');
    return images ? [{ images, labels: of('labels'), split }] : [];
  });
}

interface ReadSet extends Pick<IdxSet, 'split'> {
  readonly stem: string;
  readonly images: IdxFile;
  readonly labels: IdxFile | undefined;
}

/** The images of a split, with labels if the data set has classes. */
function imagesOf(
  { split, stem, images, labels }: ReadSet,
  classOf: ReadonlyMap<number, number>,
): (SourceImage | SkippedFile)[] {
  const { itemBytes, count, values } = images;
  return Array.from({ length: count }, (_, index) => {
    const name = `${stem}/${String(index).padStart(5, '0')}`;
    const pixels = values.subarray(index * itemBytes, (index + 1) * itemBytes);
    if (classOf.size === 0) return { split, name, pixels };
    const value = labels && index < labels.count ? labels.values[index] : undefined;
    if (value === undefined) return { path: name, reason: 'it has no label' };
    const label = classOf.get(value);
    if (label === undefined)
      return { path: name, reason: `no training image has its label ${value}` };
    return { split, name, label, pixels };
  });
}

/**
 * A file and the other files of its data set in the same folder; only the file if its name is not one of the
 * family's.
 */
async function setsBeside(folder: string, file: FoundFile): Promise<IdxSet[]> {
  if (!isIdxName(file.path)) return [{ images: file, labels: undefined, split: 'train' }];
  const { files } = await findFiles(folder, isIdxName, 0);
  const { set } = partsOf(file);
  return pairFiles(
    folder,
    files.filter((one) => partsOf(one).set === set),
  );
}

/**
 * Reads IDX files, as MNIST, Fashion-MNIST, KMNIST, EMNIST and QMNIST are published: a folder, or the
 * file of its training images. The classes are the labels of the training images.
 * @param path absolute.
 * @throws DataError if there are no training images.
 */
export async function readIdx(path: string, { seed }: ReadOptions): Promise<FileSource> {
  const { folder, files, skipped } = await filesAt(path, isIdxName, 2);
  const [only] = files;
  const sets = folder === path || !only ? pairFiles(path, files) : await setsBeside(folder, only);
  if (!sets.some(({ split }) => split === 'train')) {
    throw new DataError(
      `openDataset: ${path} must hold train-images-idx3-ubyte (gzipped or not), or be such a file, got none`,
    );
  }
  const used = sets.flatMap(({ images, labels }) => (labels ? [images, labels] : [images]));
  const pairs = sets.map(({ images, labels, split }) => [split, images.path, labels?.path]);
  return fileSource(folder, used, {
    description: { name: basename(path), kind: 'file' },
    settings: ['idx', pairs, skipped, seed],
    open: async () => openSets(sets, { folder, leftOut: skipped, seed }),
  });
}

async function openSets(
  sets: readonly IdxSet[],
  {
    folder,
    leftOut,
    seed,
  }: {
    readonly folder: string;
    readonly leftOut: readonly SkippedFile[];
    readonly seed: number;
  },
) {
  const skipped: SkippedFile[] = [...leftOut];
  const read = async ({ path }: FoundFile, dimensions: readonly number[]) => {
    try {
      const file = await readIdxFile(join(folder, path));
      if (!dimensions.includes(file.itemShape.length)) {
        throw new Error(
          `it must hold ${dimensions.includes(0) ? 'labels, got images' : 'images, got labels'}`,
        );
      }
      if (file.complaint !== undefined) skipped.push({ path, reason: file.complaint });
      return file;
    } catch (error) {
      skipped.push({ path, reason: reasonOf(error) });
      return undefined;
    }
  };
  const readSets: ReadSet[] = [];
  for (const { images, labels, split } of sets) {
    const file = await read(images, [2, 3]);
    const shape = readSets[0]?.images.itemShape ?? file?.itemShape;
    if (file && ![1, 3].includes(file.itemShape[2] ?? 1)) {
      skipped.push({
        path: images.path,
        reason: `its images must have 1 or 3 channels, got ${file.itemShape[2]}`,
      });
    } else if (file && file.itemShape.join('x') !== shape?.join('x')) {
      skipped.push({
        path: images.path,
        reason: `its images are of ${file.itemShape.join('x')}, not ${shape?.join('x')}`,
      });
    } else if (file) {
      const stem = posix.basename(images.path).replace(/[-.]idx.*$/, '');
      readSets.push({ split, stem, images: file, labels: labels && (await read(labels, [0])) });
    }
  }
  const [train] = readSets;
  const [height = 1, width = 1, channels = 1] = train?.images.itemShape ?? [];
  const labels = train?.labels?.values.subarray(
    0,
    Math.min(train.images.count, train.labels.count),
  );
  const values = [...new Set(labels)].sort((first, second) => first - second);
  const classOf = new Map(values.map((value, label) => [value, label]));
  const items = readSets.flatMap((set): (SourceImage | SkippedFile)[] => {
    if (set.split === 'train' || (values.length > 0 && set.labels)) return imagesOf(set, classOf);
    // Images without labels can't be used for testing.
    return values.length > 0 ? [{ path: set.stem, reason: 'its images have no labels' }] : [];
  });
  return openStored(
    {
      height,
      width,
      channels,
      ...(values.length > 0 && { classes: values.map(String) }),
      images: items.filter((item) => 'pixels' in item),
      skipped: [...skipped, ...items.filter((item) => 'reason' in item)],
    },
    seed,
  );
}

import { readFile } from 'node:fs/promises';
import { basename, join, posix } from 'node:path';

import { readRegularFile } from '@jssl/settings/node';

import { DataError } from '../dataset/data-error.js';
import type { SkippedFile, Split } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { fileSource, type FileSource } from '../files/sources/file-source.js';
import { filesAt } from '../files/walk/files-at.js';
import type { FoundFile } from '../files/walk/find-files.js';
import type { SourceImage } from '../files/sources/image-source.js';
import type { ReadOptions } from '../files/sources/read-options.js';
import { openStored } from './stored-images.js';

const SIDE = 32;
const PLANE = SIDE * SIDE;

/** One of the two data sets, in the binary version. */
interface CifarKind {
  readonly name: string;
  readonly fileName: RegExp;
  readonly classCount: number;
  readonly classNames: string;
  readonly superclassNames?: string;
  /** Bytes before the pixels of each image: the class, preceded by the superclass in CIFAR-100. */
  readonly labelBytes: number;
}

const kinds: readonly CifarKind[] = [
  {
    name: 'CIFAR-10',
    fileName: /^(data_batch_\d+|test_batch)\.bin$/,
    classCount: 10,
    classNames: 'batches.meta.txt',
    labelBytes: 1,
  },
  {
    name: 'CIFAR-100',
    fileName: /^(train|test)\.bin$/,
    classCount: 100,
    classNames: 'fine_label_names.txt',
    superclassNames: 'coarse_label_names.txt',
    labelBytes: 2,
  },
];

const recordBytes = ({ labelBytes }: CifarKind) => labelBytes + 3 * PLANE;

/** Whether a file name is one of CIFAR's. */
export function isCifarName(name: string): boolean {
  return kinds.some(({ fileName }) => fileName.test(name));
}

/** The data set that the files belong to, by their names, or by length for a renamed file. */
function kindOf(path: string, files: readonly FoundFile[]): CifarKind {
  const named = kinds.filter(({ fileName }) =>
    files.some((file) => fileName.test(posix.basename(file.path))),
  );
  const [{ bytes } = { bytes: 0 }] = files;
  const fitting = kinds.filter((one) => bytes > 0 && bytes % recordBytes(one) === 0);
  const [kind, other] = named.length > 0 ? named : fitting;
  if (other) {
    throw new DataError(
      `openDataset: ${path} must hold one data set, got CIFAR-10 and CIFAR-100; pass the folder of one of them`,
    );
  }
  if (kind) return kind;
  throw new DataError(
    `openDataset: ${path} must hold CIFAR's binary version (data_batch_1.bin to data_batch_5.bin and ` +
      'test_batch.bin, or train.bin and test.bin), or be one of its files, got neither',
  );
}

interface CifarFile {
  readonly path: string;
  readonly split: Split;
  /** Names, by number. */
  readonly superclasses: readonly string[];
}

/** The images of one file; an incomplete image at its end is left out. */
function readRecords(
  content: Buffer,
  kind: CifarKind,
  { path, split, superclasses }: CifarFile,
): (SourceImage | SkippedFile)[] {
  const record = recordBytes(kind);
  const count = Math.floor(content.length / record);
  const stem = posix.basename(path, '.bin');
  const superclassAt = (at: number) => superclasses[content[at] ?? 0] ?? String(content[at]);
  const images = Array.from({ length: count }, (_, index): SourceImage => {
    const start = index * record + kind.labelBytes;
    // Stored as red, green and blue planes.
    const pixels = new Uint8Array(3 * PLANE);
    for (let at = 0; at < PLANE; at++) {
      for (let channel = 0; channel < 3; channel++) {
        pixels[3 * at + channel] = content[start + channel * PLANE + at] ?? 0;
      }
    }
    return {
      split,
      name: `${stem}/${String(index).padStart(5, '0')}`,
      label: content[start - 1] ?? 0,
      ...(kind.superclassNames && { attributes: { superclass: superclassAt(start - 2) } }),
      pixels,
    };
  });
  const bad = images.findIndex(({ label = 0 }) => label >= kind.classCount);
  if (bad >= 0) {
    // The other labels are then probably pixels too.
    const reason = `not a file of ${kind.name}: image ${bad} has class ${images[bad]?.label}, but there are only ${kind.classCount} classes`;
    return [{ path, reason }];
  }
  const rest = content.length - count * record;
  if (rest === 0 && count > 0) return images;
  return [
    ...images,
    {
      path,
      reason: `cut off: ${rest} of ${record} bytes of image ${count}; complete images: ${count}`,
    },
  ];
}

/** The most bytes of a file of class names. */
const LARGEST_NAMES = 2 ** 20;

/** The lines of a file of names; empty if it does not exist. */
function readNames(file: string): string[] {
  let text = '';
  try {
    text = readRegularFile(file, { largest: LARGEST_NAMES }).toString();
  } catch {
    // Classes are numbered then.
  }
  return text.split(/\r?\n/).filter((line) => line !== '');
}

/**
 * Reads CIFAR-10 or CIFAR-100 (A. Krizhevsky, 2009) in the binary version: a folder, or one of its files.
 * @param path absolute.
 * @throws DataError if the files belong to neither or to both.
 */
export async function readCifar(path: string, { seed }: ReadOptions): Promise<FileSource> {
  const { folder, files, skipped } = await filesAt(path, isCifarName, 2);
  const kind = kindOf(path, files);
  const isTest = (file: FoundFile) => files.length > 1 && /test/.test(posix.basename(file.path));
  const beside = join(folder, posix.dirname(files[0]?.path ?? ''));
  const classNames = readNames(join(beside, kind.classNames));
  const superclasses = readNames(join(beside, kind.superclassNames ?? ''));
  return fileSource(folder, files, {
    description: { name: basename(path), kind: 'file' },
    settings: [kind.name, classNames, superclasses, skipped, seed],
    open: async () => {
      const read = await Promise.all(
        files.map(async (file) => {
          try {
            const content = await readFile(join(folder, file.path));
            const split = isTest(file) ? 'test' : 'train';
            return readRecords(content, kind, { path: file.path, split, superclasses });
          } catch (error) {
            return [{ path: file.path, reason: reasonOf(error) }];
          }
        }),
      );
      const items = read.flat();
      const stored = {
        height: SIDE,
        width: SIDE,
        channels: 3,
        classes: Array.from(
          { length: kind.classCount },
          (_, label) => classNames[label] ?? String(label),
        ),
        images: items.filter((item) => 'pixels' in item),
        skipped: [...skipped, ...items.filter((item) => 'reason' in item)],
      };
      return openStored(stored, seed);
    },
  });
}

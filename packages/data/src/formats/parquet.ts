import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';

import { DataError } from '../dataset/data-error.js';
import type { Progress, SkippedFile, Split } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { sortByCodePoint } from '../files/code-point-order.js';
import { fileSource, type FileSource } from '../files/file-source.js';
import { filesAt } from '../files/files-at.js';
import type { OpenedSource } from '../files/image-source.js';
import { mapInOrder } from '../files/map-in-order.js';
import type { ReadOptions } from '../files/read-options.js';
import { decodeImage } from '../pixels/decode-image.js';
import { measureIfReadable, sharedShape } from '../pixels/shared-shape.js';
import { chooseSplits, inOrder, type Splits } from '../sets/choose-splits.js';
import { openParquetFile, type ParquetFile, type ParquetLabel } from './parquet-file.js';

/** Twice the cores, so that no core waits for an image. */
const IN_FLIGHT = Math.max(4, 2 * availableParallelism());

/** Whether a file name is that of a Parquet file. */
export function isParquetName(name: string): boolean {
  return name.toLowerCase().endsWith('.parquet');
}

/** The split of a file, by the words in its path: `data/train-00000-of-00004.parquet`, `test/0.parquet`. */
function splitOf(path: string): Split {
  const words = path.toLowerCase().split(/[^a-z]+/);
  if (words.includes('train')) return 'train';
  if (words.includes('test')) return 'test';
  const isValidation = ['val', 'valid', 'validation', 'dev'].some((word) => words.includes(word));
  return isValidation ? 'validation' : 'train';
}

/** One row of one file. */
interface Row {
  readonly file: ParquetFile;
  readonly name: string;
  readonly group: number;
  /** Within the group. */
  readonly index: number;
  readonly value: ParquetLabel;
  readonly label?: number;
}

/** The rows of a file, in order. */
function rowsOf(file: ParquetFile, path: string, values: readonly ParquetLabel[] = []): Row[] {
  let row = 0;
  return file.groupLengths.flatMap((length, group) =>
    Array.from({ length }, (_, index) => {
      const name = `${path.slice(0, -'.parquet'.length)}/${String(row).padStart(5, '0')}`;
      return { file, name, group, index, value: values[row++] };
    }),
  );
}

/** Maps the bytes of each row, in the order of the rows; the rows of a group are read together. */
async function* mapRows<Result>(
  rows: readonly Row[],
  map: (bytes: Uint8Array | undefined, row: Row) => Promise<Result>,
  failed: (row: Row, reason: string) => Result,
): AsyncGenerator<Result, void, undefined> {
  for (let start = 0; start < rows.length;) {
    const first = rows[start];
    if (!first) return;
    const { file, group } = first;
    let end = start;
    while (rows[end]?.file === file && rows[end]?.group === group) end++;
    const members = rows.slice(start, end);
    start = end;
    let images: (Uint8Array | undefined)[];
    try {
      images = await file.readImages(group);
    } catch (error) {
      for (const row of members) yield failed(row, reasonOf(error));
      continue;
    }
    yield* mapInOrder(members, IN_FLIGHT, (row) => map(images[row.index], row));
  }
}

/** The classes: the class names in a file's metadata, else the labels of the training images. */
function findClasses(
  files: readonly ParquetFile[],
  train: readonly Row[],
): { classes: readonly string[]; labelOf: (value: ParquetLabel) => number | undefined } {
  const [names] = files.flatMap(({ classNames }) => (classNames ? [classNames] : []));
  if (names) {
    return {
      classes: names,
      labelOf: (value) => (typeof value === 'number' && value < names.length ? value : undefined),
    };
  }
  const values = [...new Set(train.flatMap(({ value }) => value ?? []))];
  const sorted = values.every((value) => typeof value === 'number')
    ? values.sort((first, second) => first - second)
    : sortByCodePoint(values, String);
  const labels = new Map<ParquetLabel, number>(sorted.map((value, label) => [value, label]));
  return { classes: sorted.map(String), labelOf: (value) => labels.get(value) };
}

/**
 * Reads Parquet files with image bytes and labels, as Hugging Face publishes data sets: either a folder,
 * where file names give the splits, or one file.
 * @param path absolute.
 * @throws DataError if there is no Parquet file.
 */
export async function readParquet(
  path: string,
  { imageSize, seed }: ReadOptions,
): Promise<FileSource> {
  const { folder, files, skipped } = await filesAt(path, isParquetName);
  if (files.length === 0) {
    throw new DataError(`openDataset: ${path} must hold Parquet files (.parquet), got none`);
  }
  const isFolder = folder === path;
  return fileSource(folder, files, {
    description: { name: basename(path), kind: 'file' },
    settings: ['parquet', isFolder, imageSize ?? null, skipped, seed],
    open: async ({ onProgress }) => {
      const leftOut: SkippedFile[] = [...skipped];
      const opened: ParquetFile[] = [];
      const rows = { train: [] as Row[], validation: [] as Row[], test: [] as Row[] };
      for (const { path: within } of files) {
        try {
          const file = await openParquetFile(join(folder, within));
          opened.push(file);
          const split = isFolder ? splitOf(within) : 'train';
          rows[split].push(...rowsOf(file, within, await file.readLabels()));
        } catch (error) {
          leftOut.push({ path: within, reason: reasonOf(error) });
        }
      }
      return openRows({ files: opened, rows, leftOut }, { imageSize, seed }, onProgress);
    },
  });
}

async function openRows(
  {
    files,
    rows,
    leftOut,
  }: {
    readonly files: readonly ParquetFile[];
    readonly rows: Readonly<Record<Split, readonly Row[]>>;
    readonly leftOut: readonly SkippedFile[];
  },
  { imageSize, seed }: ReadOptions,
  onProgress: (progress: Progress) => void,
): Promise<OpenedSource> {
  const skipped = [...leftOut];
  const { classes, labelOf } = findClasses(files, rows.train);
  const isLabeled = rows.train.some(({ value }) => labelOf(value) !== undefined);
  const labeled = (split: Split): Row[] => {
    const given = rows[split].map((row) => {
      const label = labelOf(row.value);
      return label === undefined ? row : { ...row, label };
    });
    const withLabel = given.filter(({ label }) => label !== undefined);
    if (withLabel.length === 0 && given.length > 0) {
      skipped.push({ path: split, reason: `none of its ${given.length} images has a label` });
      return [];
    }
    for (const { name, label } of given) {
      if (label === undefined) skipped.push({ path: name, reason: 'it has no label' });
    }
    return withLabel;
  };
  const splits: Splits<Row> = isLabeled
    ? chooseSplits(
        { train: labeled('train'), validation: labeled('validation'), test: labeled('test') },
        seed,
      )
    : { train: rows.train, validation: [], test: [] };
  const ordered = inOrder(splits);
  const splitOfRow = new Map(ordered.map(({ item, split }) => [item, split]));
  const all = ordered.map(({ item }) => item);

  const measured = mapRows(
    all,
    async (bytes) => bytes && measureIfReadable(bytes),
    () => undefined,
  );
  const shape = imageSize
    ? { height: imageSize, width: imageSize }
    : await sharedShape(measured, all.length, onProgress);
  const failed = ({ name }: Row, reason: string) => ({ path: name, reason });
  const images = mapRows(
    all,
    async (bytes, row) => {
      if (!bytes) return failed(row, 'its bytes are not in the file');
      try {
        const pixels = await decodeImage(bytes, shape);
        const split = splitOfRow.get(row) ?? 'train';
        return {
          split,
          name: row.name,
          pixels,
          ...(row.label !== undefined && { label: row.label }),
        };
      } catch (error) {
        return failed(row, reasonOf(error));
      }
    },
    failed,
  );
  const { testOrigin } = splits;
  return {
    ...shape,
    channels: 3,
    total: all.length,
    images,
    skipped,
    ...(isLabeled && { classes }),
    ...(testOrigin && { testOrigin }),
  };
}

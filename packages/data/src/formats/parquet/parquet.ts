import { basename, join } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { Progress, SkippedFile, Split } from '../../dataset/dataset.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { sortByCodePoint } from '../../files/code-point-order.js';
import { fileSource, type FileSource } from '../../files/sources/file-source.js';
import { filesAt } from '../../files/walk/files-at.js';
import { unlikeItsName } from '../../files/kinds/unlike-its-name.js';
import type { OpenedSource } from '../../files/sources/image-source.js';
import type { ReadOptions } from '../../files/sources/read-options.js';
import { DECODER_VERSION, ImageDecoder } from '../../pixels/image-decoder.js';
import { measureIfReadable, sharedShape } from '../../pixels/shared-shape.js';
import { chooseSplits, inOrder, type Splits } from '../../sets/choose-splits.js';
import { unusedSplits } from '../../sets/unused-splits.js';
import { IN_FLIGHT } from '../decode-entries.js';
import { openParquetFile, type ParquetFile, type ParquetLabel } from './parquet-file.js';
import { checkOneConfiguration } from './parquet-layout.js';
import { ParquetRows, type ParquetRow } from './parquet-rows.js';
import { checkTrainingFiles, splitOfPath } from '../split-of-path.js';

/** Whether a file name is that of a Parquet file. */
export function isParquetName(name: string): boolean {
  return name.toLowerCase().endsWith('.parquet');
}

/** An image of one file, with its label if it has one. */
interface LabeledRow extends ParquetRow {
  readonly label?: number;
}

/** The files of a source, opened, and their rows by split. */
interface OpenedFiles {
  readonly table: ParquetRows;
  readonly rows: Readonly<Record<Split, readonly ParquetRow[]>>;
  readonly leftOut: readonly SkippedFile[];
}

type Classes = {
  readonly classes: readonly string[];
  readonly labelOf: (value: ParquetLabel) => number | undefined;
};

/** The classes: the class names in a file's metadata, else the labels of the training images. */
function findClasses({ table, rows }: OpenedFiles): Classes {
  const names = table.classNames;
  if (names) {
    return {
      classes: names,
      labelOf: (value) => (typeof value === 'number' && value < names.length ? value : undefined),
    };
  }
  const values = new Set<number | string>();
  for (const row of rows.train) {
    const value = table.valueOf(row);
    if (value !== undefined) values.add(value);
  }
  const all = [...values];
  const sorted = all.every((value) => typeof value === 'number')
    ? all.sort((first, second) => first - second)
    : sortByCodePoint(all, String);
  const labels = new Map<ParquetLabel, number>(sorted.map((value, label) => [value, label]));
  return { classes: sorted.map(String), labelOf: (value) => labels.get(value) };
}

/**
 * Reads Parquet files with image bytes and labels, as Hugging Face publishes data sets: either a folder,
 * where file names give the splits, or one file. Row groups are read one by one.
 * @param path absolute.
 * @throws DataError if there is no Parquet file, or there are several configurations of a data set.
 */
export async function readParquet(path: string, options: ReadOptions): Promise<FileSource> {
  const { folder, files, skipped } = await filesAt(path, isParquetName);
  if (files.length === 0) {
    throw new DataError(`openDataset: ${path} must hold Parquet files (.parquet), got none`);
  }
  const { imageSize, seed, valueRange, valueRanges } = options;
  const isFolder = folder === path;
  checkOneConfiguration(path, files);
  if (isFolder) checkTrainingFiles(path, files);
  return fileSource(folder, files, {
    description: { name: basename(path), kind: 'file' },
    settings: [
      ...['parquet', DECODER_VERSION, isFolder, imageSize ?? null, skipped, seed],
      ...[valueRange ?? null, valueRanges ?? null],
      isFolder && files.map((file) => splitOfPath(file.path)),
    ],
    open: async ({ onProgress }) => {
      const leftOut: SkippedFile[] = [...skipped];
      const table = new ParquetRows();
      const notes = new Set<string>();
      const rows = {
        train: [] as ParquetRow[],
        validation: [] as ParquetRow[],
        test: [] as ParquetRow[],
      };
      for (const { path: within } of files) {
        try {
          const file = await openParquetFile(join(folder, within));
          checkSameClasses(table, file);
          for (const note of file.notes) notes.add(note);
          const split = isFolder ? splitOfPath(within) : 'train';
          // One by one: a call has a limited number of arguments.
          for (const row of table.add(file, within, await file.readLabels())) rows[split].push(row);
        } catch (error) {
          const reason = await unlikeItsName(join(folder, within), 'parquet').catch(
            () => undefined,
          );
          leftOut.push({ path: within, reason: reason ?? reasonOf(error) });
        }
      }
      const count = rows.train.length + rows.validation.length + rows.test.length;
      const first = files[0]?.path ?? '';
      if (count === 0 && leftOut.length === 0)
        leftOut.push({ path: first, reason: 'it has no rows' });
      const opened = await openRows({ table, rows, leftOut }, options, onProgress);
      const { validation, test } = rows;
      const unused = opened.classes
        ? []
        : unusedSplits({ validation: validation.length, test: test.length });
      const account = () => {
        const { notes: others = [], ...rest } = opened.account?.() ?? {};
        const all = [...notes, ...unused, ...others];
        return { ...rest, ...(all.length > 0 && { notes: all }) };
      };
      return { ...opened, account };
    },
  });
}

function checkSameClasses({ classNames }: ParquetRows, file: ParquetFile): void {
  if (!classNames || !file.classNames) return;
  if (JSON.stringify(classNames) === JSON.stringify(file.classNames)) return;
  throw new Error('its classes differ from those of the files before it');
}

/** Gives rows their labels; rows without one are left out and reported. */
function splitsOf(
  opened: OpenedFiles,
  { labelOf, skipped }: Pick<Classes, 'labelOf'> & { readonly skipped: SkippedFile[] },
  seed: number,
): Splits<LabeledRow> {
  const { table, rows } = opened;
  const labeled = (split: Split): LabeledRow[] => {
    const withLabel: LabeledRow[] = [];
    const without: ParquetRow[] = [];
    for (const row of rows[split]) {
      const label = labelOf(table.valueOf(row));
      if (label === undefined) without.push(row);
      else withLabel.push({ file: row.file, row: row.row, label });
    }
    if (withLabel.length === 0 && without.length > 0) {
      skipped.push({ path: split, reason: `none of its ${without.length} images has a label` });
      return [];
    }
    for (const row of without) skipped.push({ path: table.nameOf(row), reason: 'it has no label' });
    return withLabel;
  };
  const train = labeled('train');
  return chooseSplits({ train, validation: labeled('validation'), test: labeled('test') }, seed);
}

async function openRows(
  opened: OpenedFiles,
  { imageSize, seed, valueRange, valueRanges }: ReadOptions,
  onProgress: (progress: Progress) => void,
): Promise<OpenedSource> {
  const { table, rows } = opened;
  const skipped = [...opened.leftOut];
  const { classes, labelOf } = findClasses(opened);
  const isLabeled = rows.train.some((row) => labelOf(table.valueOf(row)) !== undefined);
  const splits: Splits<LabeledRow> = isLabeled
    ? splitsOf(opened, { labelOf, skipped }, seed)
    : { train: rows.train, validation: [], test: [] };
  const ordered = inOrder(splits);

  const measured = table.mapBytes(
    ordered,
    IN_FLIGHT,
    async (bytes) => bytes && measureIfReadable(bytes),
    () => undefined,
  );
  const shape = imageSize
    ? { height: imageSize, width: imageSize }
    : await sharedShape(measured, ordered.length, onProgress);
  const decoder = new ImageDecoder({ valueRange, valueRanges }, (part) =>
    table.mapBytes(
      ordered.filter(({ split }) => (split === 'train') === (part === 'train')),
      1,
      async (bytes) => Promise.resolve(bytes),
      () => undefined,
    ),
  );
  const failed = ({ item }: { readonly item: ParquetRow }, reason: string) => ({
    path: table.nameOf(item),
    reason,
  });
  const images = table.mapBytes(
    ordered,
    IN_FLIGHT,
    async (bytes, entry) => {
      if (!bytes) return failed(entry, 'its row has no image bytes');
      const { item, split } = entry;
      try {
        const pixels = await decoder.decode(bytes, shape);
        const { label } = item;
        return { split, name: table.nameOf(item), pixels, ...(label !== undefined && { label }) };
      } catch (error) {
        return failed(entry, reasonOf(error));
      }
    },
    failed,
  );
  const { testOrigin } = splits;
  return {
    ...shape,
    channels: 3,
    total: ordered.length,
    images,
    skipped,
    account: () => decoder.account(),
    ...(isLabeled && { classes }),
    ...(testOrigin && { testOrigin }),
  };
}

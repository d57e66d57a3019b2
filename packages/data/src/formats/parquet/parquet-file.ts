import { stat } from 'node:fs/promises';

import type { KeyValue, SchemaTree } from 'hyparquet';

import { someOf } from '../../dataset/some-of.js';
import { askParquet, EndlessRead, type ParquetRows } from './ask-parquet.js';

/** The label of an image: the number or name of its class; undefined if it has none. */
export type ParquetLabel = number | string | undefined;

/** A Parquet file with one image per row. */
export interface ParquetFile {
  /** The number of rows in each group. */
  readonly groupLengths: readonly number[];
  /** What is in the file but not used, as sentences. */
  readonly notes: readonly string[];
  /** The class names by number, if the file has them. */
  readonly classNames: readonly string[] | undefined;
  /** The label of each row; undefined if the file has none. */
  readonly readLabels: () => Promise<ParquetLabel[] | undefined>;
  /**
   * The bytes of the images of a group from a row of it on; undefined for a row without an image. Not all up
   * to the end of the group if they are many bytes, but at least one.
   */
  readonly readImages: (group: number, from?: number) => Promise<(Uint8Array | undefined)[]>;
}

/** The features in the metadata written by Hugging Face's `datasets`. */
type Features = Readonly<Record<string, { readonly _type?: unknown; readonly names?: unknown }>>;

const imageNames = ['image', 'img', 'jpg', 'png'];
const labelNames = [
  ...['label', 'labels', 'fine_label', 'cls', 'class', 'class_name', 'category', 'target', 'y'],
];
const splitNames = ['split', 'subset', 'partition'];

/** The time limit for opening a small file. */
const PATIENCE_MS = 10_000;
/** The most distinct texts of a class column; with more, it does not hold classes. */
const MOST_KNOWN = 2 ** 16;
/** A file is skipped after this many groups that take too long to read. */
const MOST_ENDLESS = 3;

/** The candidate with the most preferred name, else the first one. */
function preferred(candidates: readonly string[], names: readonly string[]): string | undefined {
  return names.find((name) => candidates.includes(name)) ?? candidates[0];
}

const isBinary = ({ element }: SchemaTree) =>
  element.type === 'BYTE_ARRAY' &&
  element.converted_type !== 'UTF8' &&
  element.logical_type?.type !== 'STRING';

/** What a column holds, in a word. */
function contentOf(column: SchemaTree): string {
  const { type, logical_type: logical } = column.element;
  if (column.children.length > 0) {
    const isList = column.element.converted_type === 'LIST' || logical?.type === 'LIST';
    return isList
      ? 'lists'
      : `fields ${column.children.map(({ element }) => element.name).join(', ')}`;
  }
  if (type === 'BYTE_ARRAY' || type === 'FIXED_LEN_BYTE_ARRAY') {
    return isBinary(column) ? 'bytes' : 'texts';
  }
  return type === 'BOOLEAN' ? 'yes or no' : 'numbers';
}

/** The columns with images: those declared as such, else structs with `bytes`, else columns of bytes. */
function imageColumnsOf(columns: readonly SchemaTree[], features: Features): string[] {
  const structs = columns.filter(({ children }) =>
    children.some((child) => child.element.name === 'bytes' && isBinary(child)),
  );
  const binary = columns.filter((column) => column.children.length === 0 && isBinary(column));
  const names = (structs.length > 0 ? structs : binary).map(({ element }) => element.name);
  const declared = names.filter((name) => features[name]?._type === 'Image');
  return declared.length > 0 ? declared : names;
}

function featuresOf(pairs: readonly KeyValue[]): Features {
  const text = pairs.find(({ key }) => key === 'huggingface')?.value;
  try {
    const value = JSON.parse(text ?? '') as { info?: { features?: Features } } | null;
    return value?.info?.features ?? {};
  } catch {
    return {};
  }
}

/** The column with the labels: one declared as classes in the metadata, else one with a usual name. */
function findLabelColumn(columns: readonly SchemaTree[], features: Features): string | undefined {
  const names = columns.flatMap(({ element, children }) =>
    children.length === 0 ? [element.name] : [],
  );
  const declared = names.filter((name) => features[name]?._type === 'ClassLabel');
  const usual = labelNames.flatMap((name) => names.find((one) => one.toLowerCase() === name) ?? []);
  return preferred(declared, labelNames) ?? usual[0];
}

/** The note about columns that may be labels, if none has a usual name. */
function unlabeledNotes(columns: readonly SchemaTree[]): string[] {
  const others = columns.filter(
    (column) => column.children.length === 0 && contentOf(column) !== 'bytes',
  );
  if (others.length === 0) return [];
  const named = others.map((column) => `${column.element.name} (${contentOf(column)})`);
  return [
    `no column is called label, class, category or target, so there are no classes; if they are in another one ` +
      `(${someOf(named)}), rename it to label`,
  ];
}

function readLabel(value: unknown): ParquetLabel {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value === '' ? undefined : value;
  const number = typeof value === 'bigint' ? Number(value) : value;
  // −1 marks test images without labels.
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** @throws Error with what is wrong in its words, if the end of the file, which describes it, can't be read. */
async function describeParquet(path: string, size: number, patienceMs: number) {
  try {
    return await askParquet({ path }, size, patienceMs);
  } catch (error) {
    // Errors of the system name themselves.
    if (error instanceof EndlessRead || /^E[A-Z]+:/.test((error as Error).message)) throw error;
    throw new Error(`damaged or cut off (${(error as Error).message})`, { cause: error });
  }
}

/**
 * Opens a Parquet file with image bytes and labels, as Hugging Face publishes data sets: a column that is
 * a struct of `bytes` and `path`, or of bytes, and one with the class, whose names are in the metadata.
 * Compressed with Snappy, gzip, Brotli, Zstandard or LZ4, or uncompressed.
 * @param patienceMs time limit for reading, extended for large files.
 * @throws Error if it is not such a file.
 */
export async function openParquetFile(
  path: string,
  patienceMs = PATIENCE_MS,
): Promise<ParquetFile> {
  const { size } = await stat(path);
  const { columns, keyValues, groups } = await describeParquet(path, size, patienceMs);
  const features = featuresOf(keyValues);
  const imageColumns = imageColumnsOf(columns, features);
  const imageColumn = preferred(imageColumns, imageNames);
  if (imageColumn === undefined) {
    const found = columns.map((column) => `${column.element.name} (${contentOf(column)})`);
    throw new Error(
      `it must have a column with the bytes of images such as PNG files, got the columns ${found.join(', ')}`,
    );
  }
  const labelColumn = findLabelColumn(columns, features);
  const { names } = features[labelColumn ?? ''] ?? {};
  const groupLengths = groups.map(({ rows }) => rows);
  const rowCount = groupLengths.reduce((sum, length) => sum + length, 0);
  if (groupLengths.some((length) => length < 0) || !Number.isSafeInteger(rowCount)) {
    throw new Error(`its metadata declares ${rowCount} rows`);
  }
  const read = (rows: ParquetRows, bytes: number) =>
    askParquet({ path, rows }, Math.min(Math.max(0, bytes), size), patienceMs);
  // Repeated values take almost no bytes, so this count may be right; check it before allocating memory for
  // it.
  if (rowCount > size) {
    for (const [group, { bytes }] of groups.entries()) {
      const { length } = await read({ column: imageColumn, group, from: 0 }, bytes);
      if (length === groupLengths[group]) continue;
      throw new Error(`its metadata declares ${groupLengths[group]} rows, and ${length} are there`);
    }
  }
  const endless = new Map<number, EndlessRead>();
  const others = imageColumns.filter((name) => name !== imageColumn);
  const splitColumn = columns.find(({ element }) =>
    splitNames.includes(element.name.toLowerCase()),
  );
  return {
    notes: [
      ...(others.length > 0
        ? [`the images are those of the column ${imageColumn}, not of ${someOf(others)}`]
        : []),
      ...(splitColumn
        ? [
            `the column ${splitColumn.element.name} is not used: the names of Parquet files give the splits`,
          ]
        : []),
      ...(labelColumn === undefined
        ? unlabeledNotes(columns.filter((column) => column !== splitColumn))
        : []),
    ],
    groupLengths,
    classNames: Array.isArray(names) ? names.map(String) : undefined,
    readLabels: async () => {
      if (labelColumn === undefined) return undefined;
      const labels: ParquetLabel[] = [];
      /** Equal texts are kept once. */
      const known = new Map<ParquetLabel, ParquetLabel>();
      for (const [group, length] of groupLengths.entries()) {
        const end = labels.length + length;
        for (let from = 0; from < length;) {
          const { values } = await read({ column: labelColumn, group, from }, size);
          if (values.length === 0) break;
          for (const value of values) {
            const label = readLabel(value);
            if (!known.has(label) && known.size < MOST_KNOWN) known.set(label, label);
            labels.push(known.get(label) ?? label);
          }
          from += values.length;
        }
        // A group that has fewer labels than rows must not shift those of the next.
        labels.length = end;
      }
      return labels;
    },
    readImages: async (group, from = 0) => {
      const known = endless.get(group) ?? [...endless.values()][MOST_ENDLESS - 1];
      if (known) throw known;
      try {
        const bytes = groups[group]?.bytes ?? 0;
        const { values } = await read({ column: imageColumn, group, from }, bytes);
        return values.map((value) => (value instanceof Uint8Array ? value : undefined));
      } catch (error) {
        if (error instanceof EndlessRead) endless.set(group, error);
        throw error;
      }
    },
  };
}

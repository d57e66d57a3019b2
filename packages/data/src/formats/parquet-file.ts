import { stat } from 'node:fs/promises';

import type { KeyValue, SchemaTree } from 'hyparquet';

import { askParquet, EndlessRead, type ParquetRows } from './ask-parquet.js';

/** What an image is labeled with: its class's number, or name; undefined if it has none. */
export type ParquetLabel = number | string | undefined;

/** A Parquet file with one image a row. */
export interface ParquetFile {
  /** How many rows each group has, which are read at once. */
  readonly groupLengths: readonly number[];
  /** The names of the classes that numbers stand for, where the file says them. */
  readonly classNames: readonly string[] | undefined;
  /** The label of each row; undefined where the file has none. */
  readonly readLabels: () => Promise<ParquetLabel[] | undefined>;
  /** The bytes of the images of a group; undefined for a row without. */
  readonly readImages: (group: number) => Promise<(Uint8Array | undefined)[]>;
}

/** A feature as Hugging Face's `datasets` describes it in a file's metadata. */
type Features = Readonly<Record<string, { readonly _type?: unknown; readonly names?: unknown }>>;

const imageNames = ['image', 'img', 'jpg', 'png'];
const labelNames = ['label', 'labels', 'fine_label', 'class', 'target'];

/** What opening a file may take at most, of however few bytes it is. */
const PATIENCE_MS = 10_000;
/** A file with so many groups that can't be read to an end is given up. */
const MOST_ENDLESS = 3;

/** The first of `candidates` that has one of the preferred names, else the first of all. */
function preferred(candidates: readonly string[], names: readonly string[]): string | undefined {
  return names.find((name) => candidates.includes(name)) ?? candidates[0];
}

const isBinary = ({ element }: SchemaTree) =>
  element.type === 'BYTE_ARRAY' && element.converted_type !== 'UTF8';

/** The column with the images: a struct with `bytes`, else one of bytes. */
function findImageColumn(columns: readonly SchemaTree[]): string | undefined {
  const structs = columns.filter(({ children }) =>
    children.some((child) => child.element.name === 'bytes' && isBinary(child)),
  );
  const binary = columns.filter((column) => column.children.length === 0 && isBinary(column));
  const names = (structs.length > 0 ? structs : binary).map(({ element }) => element.name);
  return preferred(names, imageNames);
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

/** The column with the labels: one said to be of classes, else one that is called so. */
function findLabelColumn(columns: readonly SchemaTree[], features: Features): string | undefined {
  const names = columns.flatMap(({ element, children }) =>
    children.length === 0 ? [element.name] : [],
  );
  const declared = names.filter((name) => features[name]?._type === 'ClassLabel');
  return preferred(declared, labelNames) ?? labelNames.find((name) => names.includes(name));
}

function readLabel(value: unknown): ParquetLabel {
  if (typeof value === 'string') return value === '' ? undefined : value;
  const number = typeof value === 'bigint' ? Number(value) : value;
  // Test images without labels are published with −1.
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/**
 * Opens a Parquet file with image bytes and labels as Hugging Face publishes data sets: a column that
 * is a struct of `bytes` and `path`, or of bytes, and one with the class, whose names are in the
 * file's metadata. Compressed by Snappy, gzip or Brotli, or not at all.
 * @param patienceMs how long to wait for what a damaged file may never give, and longer if it is large.
 * @throws Error if it is no such file.
 */
export async function openParquetFile(
  path: string,
  patienceMs = PATIENCE_MS,
): Promise<ParquetFile> {
  const { size } = await stat(path);
  const { columns, keyValues, groups } = await askParquet({ path }, size, patienceMs);
  const imageColumn = findImageColumn(columns);
  if (imageColumn === undefined) {
    const names = columns.map(({ element }) => element.name).join(', ');
    throw new Error(`it must have a column with the bytes of images, got the columns ${names}`);
  }
  const features = featuresOf(keyValues);
  const labelColumn = findLabelColumn(columns, features);
  const { names } = features[labelColumn ?? ''] ?? {};
  const groupLengths = groups.map(({ rows }) => rows);
  const rowCount = groupLengths.reduce((sum, length) => sum + length, 0);
  if (groupLengths.some((length) => length < 0) || rowCount > size) {
    throw new Error(`its metadata promises ${rowCount} rows in ${size} bytes`);
  }
  const read = (rows: ParquetRows, bytes: number) =>
    askParquet({ path, rows }, Math.min(Math.max(0, bytes), size), patienceMs);
  const endless = new Map<number, EndlessRead>();
  return {
    groupLengths,
    classNames: Array.isArray(names) ? names.map(String) : undefined,
    readLabels: async () =>
      labelColumn === undefined
        ? undefined
        : (await read({ column: labelColumn }, size)).map(readLabel),
    readImages: async (group) => {
      const known = endless.get(group) ?? [...endless.values()][MOST_ENDLESS - 1];
      if (known) throw known;
      const rowStart = groupLengths.slice(0, group).reduce((sum, length) => sum + length, 0);
      const rowEnd = rowStart + (groupLengths[group] ?? 0);
      try {
        const bytes = groups[group]?.bytes ?? 0;
        const values = await read({ column: imageColumn, rowStart, rowEnd }, bytes);
        return values.map((value) => (value instanceof Uint8Array ? value : undefined));
      } catch (error) {
        if (error instanceof EndlessRead) endless.set(group, error);
        throw error;
      }
    },
  };
}

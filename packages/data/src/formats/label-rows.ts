import { basename, extname } from 'node:path';

import { readRegularFile } from '@jssl/settings/node';
import { parse } from 'csv-parse/sync';

import { DataError } from '../dataset/data-error.js';
import type { Split } from '../dataset/dataset.js';
import { reasonOf } from '../dataset/reason-of.js';
import { decodeText } from '../files/decode-text.js';
import { isPictureName } from '../files/image-name.js';
import { someOf } from '../files/some-of.js';
import { splitsInName } from './split-names.js';

/** The label of an image in a table. */
export interface LabelRow {
  /** The name of the image as it is written. */
  readonly name: string;
  /** Empty for an image without one. */
  readonly label: string;
  /** The split that the table gives it, if its column `split` names one. */
  readonly split?: Split | undefined;
  /** The line it is on, from 1. */
  readonly line: number;
}

/** A table of labels. */
export interface LabelTable {
  /** The name of its file. */
  readonly file: string;
  readonly rows: readonly LabelRow[];
}

const nameColumns = [
  ...['file_name', 'filename', 'file', 'image', 'image_name', 'image_id', 'image_path', 'img'],
  ...['path', 'file_path', 'filepath', 'name', 'id'],
];
const labelColumns = ['label', 'labels', 'class', 'class_name', 'category', 'target', 'y'];

const splitColumns = ['split', 'subset', 'set', 'partition', 'usage'];

/** The split that a cell names; undefined if it names none, or several. */
function splitOf(cell: string): Split | undefined {
  const [split, ...others] = new Set(splitsInName(cell));
  return others.length === 0 ? split : undefined;
}

/** A column name for comparison: `File Name` → `file_name`. */
const plain = (column: string) =>
  column
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

/** The column with the first of some names, in the order of the names. */
function columnOf(columns: readonly string[], names: readonly string[]): number {
  const found = names.find((name) => columns.includes(name));
  return found === undefined ? -1 : columns.indexOf(found);
}

const columnsText = `a column of names (${nameColumns.slice(0, 4).join(', ')}, path or id) and one of labels (label, class, category or target)`;

/** A cell for an error: that of a file that is no table may be very long. */
const shortened = (cell: string) => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** Which column is the name and which is the label, and whether the first line says so. */
function findColumns(rows: readonly (readonly string[])[], file: string) {
  const [first = [], second = []] = rows;
  const header = first.map(plain);
  let name = columnOf(header, nameColumns);
  let label = columnOf(header, labelColumns);
  // Two columns, one of which is known.
  if (first.length === 2 && name >= 0 && label < 0) label = 1 - name;
  if (first.length === 2 && label >= 0 && name < 0) name = 1 - label;
  if (name >= 0 && label >= 0) {
    return { name, label, split: columnOf(header, splitColumns), hasHeader: true };
  }
  const columns = Math.max(first.length, second.length);
  if (columns !== 2) {
    throw new DataError(
      `openDataset: ${file} must have ${columnsText}, got the columns ${someOf(first.map(shortened))}`,
    );
  }
  const isSwapped = !isPictureName(second[0] ?? '') && isPictureName(second[1] ?? '');
  const [names, labels] = isSwapped ? [1, 0] : [0, 1];
  // The first line is a header with unknown words if the names below it look different.
  const hasHeader = isPictureName(second[names] ?? '') && !isPictureName(first[names] ?? '');
  return { name: names, label: labels, split: -1, hasHeader };
}

/** The delimiter that the first line has most of, outside of quotes; a space if it has none of them. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1);
  const bare = line.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((one) => [one, bare.split(one).length - 1] as const);
  const [best] = counts.sort(([, first], [, second]) => second - first);
  return best && best[1] > 0 ? best[0] : ' ';
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function csvRows(text: string, file: string): LabelRow[] {
  let records: CsvRecord[];
  try {
    records = parse(text, {
      ...{ delimiter: delimiterOf(text), info: true, trim: true },
      ...{ relax_column_count: true, relax_quotes: true, skip_empty_lines: true },
    }) as unknown as CsvRecord[];
  } catch (error) {
    throw new DataError(`openDataset: ${file} is not a table: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const cells = records.map(({ record }) => record);
  if (cells.length === 0) return [];
  const { name, label, split, hasHeader } = findColumns(cells, file);
  return records.slice(hasHeader ? 1 : 0).map(({ record, info }) => ({
    name: record[name] ?? '',
    label: record[label] ?? '',
    split: splitOf(record[split] ?? ''),
    line: info.lines,
  }));
}

/** A value of JSON as a label; undefined for a list or an object. */
function labelOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined;
}

function objectRow(value: unknown, line: number, file: string): LabelRow {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const keys = entries.map(([key]) => plain(key));
  const at = (names: readonly string[]) => entries[columnOf(keys, names)]?.[1] as unknown;
  const name = labelOf(at(nameColumns));
  const label = labelOf(at(labelColumns));
  if (name === undefined || name === '' || label === undefined) {
    throw new DataError(
      `openDataset: line ${line} of ${file} must be an object with the name of an image ` +
        `(${nameColumns.slice(0, 4).join(', ')}, path or id) and one label (label, class, category or target)`,
    );
  }
  const split = at(splitColumns);
  return { name, label, split: typeof split === 'string' ? splitOf(split) : undefined, line };
}

function jsonRows(text: string, file: string): LabelRow[] {
  return text.split(/\r?\n/).flatMap((one, index) => {
    if (one.trim() === '') return [];
    let value: unknown;
    try {
      value = JSON.parse(one);
    } catch (error) {
      const line = `line ${index + 1} of ${file}`;
      throw new DataError(`openDataset: ${line} is not JSON: ${reasonOf(error)}`, { cause: error });
    }
    return [objectRow(value, index + 1, file)];
  });
}

/**
 * Reads a table of names and labels: CSV with commas, semicolons, tabs, bars or spaces, with or without a
 * header, or one JSON object a line (`.jsonl`, `.ndjson`).
 * @throws DataError if it can't be read, or its columns can't be identified.
 */
export function readLabelTable(path: string): LabelTable {
  const file = basename(path);
  let text: string;
  try {
    text = decodeText(readRegularFile(path));
  } catch (error) {
    throw new DataError(
      `openDataset: labels must be a file of names and labels, got ${path} (${reasonOf(error)})`,
      { cause: error },
    );
  }
  const isJson = ['.jsonl', '.ndjson'].includes(extname(path).toLowerCase());
  const rows = isJson || text.startsWith('{') ? jsonRows(text, file) : csvRows(text, file);
  if (rows.length > 0) return { file, rows };
  throw new DataError(`openDataset: ${file} must hold names and labels, got none`);
}

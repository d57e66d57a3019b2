import { parse } from 'csv-parse/sync';

import { DataError } from '../../dataset/data-error.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { isPictureName } from '../../files/kinds/image-name.js';
import { someOf } from '../../dataset/some-of.js';
import {
  columnOf,
  columnsText,
  groupColumns,
  labelColumns,
  nameColumns,
  plain,
  splitColumns,
  splitOf,
  type LabelRow,
} from './label-columns.js';

/** A cell to show in an error, shortened: in a file that is not a table it may be very long. */
const shortened = (cell: string) => (cell.length > 40 ? `${cell.slice(0, 40)}…` : cell);

/** Which column is the name and which is the label, and whether the first line says so. */
function findColumns(rows: readonly (readonly string[])[], file: string) {
  const [first = [], second = []] = rows;
  const header = first.map(plain);
  let name = columnOf(header, nameColumns);
  let label = columnOf(header, labelColumns);
  // Two columns, one with a known name.
  if (first.length === 2 && name >= 0 && label < 0) label = 1 - name;
  if (first.length === 2 && label >= 0 && name < 0) name = 1 - label;
  if (name >= 0 && label >= 0) {
    const [split, group] = [splitColumns, groupColumns].map((names) => columnOf(header, names));
    // In a table of identities the label may be called so itself.
    return { name, label, split, group: group === label ? -1 : group, hasHeader: true };
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
  return { name: names, label: labels, split: -1, group: -1, hasHeader };
}

/** The lines used to detect the delimiter. */
const SAMPLED_LINES = 20;

/** Ranks a delimiter by several criteria, the most important first; higher is better. */
function likelihoodOf(delimiter: string, lines: readonly string[]): number[] {
  const cells = lines.map((line) => line.replace(/"[^"]*"/g, '""').split(delimiter));
  const [header = []] = cells;
  const names = header.map((cell) => plain(cell.replaceAll('"', '')));
  const isHeader = columnOf(names, nameColumns) >= 0 || columnOf(names, labelColumns) >= 0;
  const isEven = cells.every(({ length }) => length === header.length);
  const named = cells.filter((row) => row.some((cell) => isPictureName(cell.trim())));
  return [isHeader ? 1 : 0, isEven ? 1 : 0, named.length, header.length];
}

/** The most likely delimiter among those in the first line, outside quotes; a space if there is none. */
function delimiterOf(text: string): string {
  const lines = text
    .split(/\r?\n/, SAMPLED_LINES + 1)
    .filter((line) => line.trim() !== '')
    .slice(0, SAMPLED_LINES);
  const bare = lines[0]?.replace(/"[^"]*"/g, '') ?? '';
  const possible = [',', ';', '\t', '|'].filter((one) => bare.includes(one));
  const [best = ' '] = possible
    .map((one) => [one, likelihoodOf(one, lines)] as const)
    .sort(([, first], [, second]) => {
      const at = first.findIndex((value, place) => value !== second[place]);
      return at < 0 ? 0 : (second[at] ?? 0) - (first[at] ?? 0);
    })
    .map(([one]) => one);
  return best;
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * The rows of a table with commas, semicolons, tabs, bars or spaces, with or without a header.
 * @throws DataError if its columns can't be identified.
 */
export function csvRows(text: string, file: string): LabelRow[] {
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
  const { name, label, split = -1, group = -1, hasHeader } = findColumns(cells, file);
  return records.slice(hasHeader ? 1 : 0).map(({ record, info }) => ({
    name: record[name] ?? '',
    label: record[label] ?? '',
    split: splitOf(record[split] ?? ''),
    ...(group >= 0 && { group: record[group] ?? '' }),
    line: info.lines,
  }));
}

import { DataError } from '../../dataset/data-error.js';
import { reasonOf } from '../../dataset/reason-of.js';
import {
  columnOf,
  groupColumns,
  labelColumns,
  labelsText,
  nameColumns,
  namesText,
  plain,
  splitColumns,
  splitOf,
  type LabelRow,
} from './label-columns.js';

/** Where a row is, for errors and for the row itself. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly isEntry?: true;
}

const nameOf = ({ file, line, isEntry }: Place) =>
  `${isEntry ? 'entry' : 'line'} ${line} of ${file}`;

/** A value of JSON as a label; undefined for a list or an object. */
function labelOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of an object that are of interest; `hasBoth` if it has a name and a label. */
function fieldsOf(value: unknown) {
  const entries = isObject(value) ? Object.entries(value) : [];
  const keys = entries.map(([key]) => plain(key));
  const at = (names: readonly string[]) => entries[columnOf(keys, names)]?.[1];
  const hasBoth = columnOf(keys, nameColumns) >= 0 && columnOf(keys, labelColumns) >= 0;
  return {
    name: at(nameColumns),
    label: at(labelColumns),
    split: at(splitColumns),
    group: at(groupColumns),
    hasBoth,
  };
}

/** A row from an object, or from a list of a name and a label. */
function rowOf(value: unknown, place: Place): LabelRow {
  const isPair = Array.isArray(value) && value.length === 2;
  const [first, second] = isPair ? (value as unknown[]) : [];
  const fields = isPair
    ? { name: first, label: second, split: undefined, group: undefined }
    : fieldsOf(value);
  const [name, label] = [labelOf(fields.name), labelOf(fields.label)];
  if (name === undefined || name === '' || label === undefined) {
    throw new DataError(
      `openDataset: ${nameOf(place)} must be an object with the name of an image ` +
        `(${namesText}) and one label (${labelsText})`,
    );
  }
  const split = typeof fields.split === 'string' ? splitOf(fields.split) : undefined;
  const group = fields.group === undefined ? undefined : labelOf(fields.group);
  const { line, isEntry } = place;
  return {
    ...{ name, label, split, line },
    ...(group !== undefined && { group }),
    ...(isEntry && { isEntry }),
  };
}

/** The rows of one value: a list of rows, `{"a.jpg": "cat"}` or `{"cat": ["a.jpg"]}`. */
function rowsOfValue(value: unknown, file: string): LabelRow[] {
  const place = (at: number): Place => ({ file, line: at + 1, isEntry: true });
  if (Array.isArray(value)) return value.map((one, at) => rowOf(one, place(at)));
  const entries = isObject(value) ? Object.entries(value) : [];
  if (entries.every(([, label]) => labelOf(label) !== undefined)) {
    return entries.map((one, at) => rowOf(one, place(at)));
  }
  const isList = (names: unknown): names is readonly unknown[] =>
    Array.isArray(names) && names.every((name) => typeof name === 'string');
  if (entries.every(([, names]) => isList(names))) {
    return entries
      .flatMap(([label, names]) => (isList(names) ? names.map((name) => [name, label]) : []))
      .map((one, at) => rowOf(one, place(at)));
  }
  const [only, ...more] = entries.filter(([, one]) => Array.isArray(one));
  // As `{"labels": [["a.jpg", 3]]}`. Several lists are something else, such as annotations of objects.
  if (only && more.length === 0) return rowsOfValue(only[1], file);
  const keys = entries.map(([key]) => key).slice(0, 5);
  throw new DataError(
    `openDataset: ${file} must be a list of objects with the name of an image (${namesText}) and one ` +
      `label (${labelsText}), got an object with ${keys.join(', ')}`,
  );
}

/**
 * The rows of JSON: one object per line, a list of objects or of pairs, or an object of labels by name or of
 * names by label.
 * @throws DataError if it is something else.
 */
export function jsonRows(text: string, file: string): LabelRow[] {
  const whole = parsed(text);
  if (whole !== undefined && !fieldsOf(whole).hasBoth) return rowsOfValue(whole, file);
  // A single object may take several lines.
  if (whole !== undefined) return [rowOf(whole, { file, line: 1 })];
  return text.split(/\r?\n/).flatMap((one, index) => {
    if (one.trim() === '') return [];
    const place = { file, line: index + 1 };
    try {
      return [rowOf(JSON.parse(one), place)];
    } catch (error) {
      if (error instanceof DataError) throw error;
      const reason = reasonOf(error);
      throw new DataError(`openDataset: ${nameOf(place)} is not JSON: ${reason}`, { cause: error });
    }
  });
}

/** The value of a JSON text; undefined if it is not a single value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

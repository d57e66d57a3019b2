import type { Split } from '../../dataset/dataset.js';
import { splitsInName } from '../split-names.js';

/** The label of an image in a table. */
export interface LabelRow {
  /** The name of the image as it is written. */
  readonly name: string;
  /** Empty for an image without one. */
  readonly label: string;
  /** The split that the table gives it, if its column `split` names one. */
  readonly split?: Split | undefined;
  /** What the image shows or whom, if the table has a column `group`: images of one group are not split. */
  readonly group?: string;
  /** The line it is on, from 1; in a JSON list, the number of its entry. */
  readonly line: number;
  /** Whether `line` is the number of an entry. */
  readonly isEntry?: boolean;
}

export const nameColumns = [
  ...['file_name', 'filename', 'file', 'image', 'image_name', 'image_id', 'image_path', 'img'],
  ...['path', 'file_path', 'filepath', 'name', 'id'],
];
export const labelColumns = [
  'label',
  'labels',
  'cls',
  'class',
  'class_name',
  'category',
  'target',
  'y',
];

export const splitColumns = ['split', 'subset', 'set', 'partition', 'usage'];

export const groupColumns = [
  ...['group', 'group_id', 'identity', 'identity_id', 'individual', 'individual_id', 'object_id'],
  ...['subject', 'subject_id', 'patient', 'patient_id', 'person', 'person_id'],
];

/** The split that a cell names; undefined if it names none, or several. */
export function splitOf(cell: string): Split | undefined {
  const [split, ...others] = new Set(splitsInName(cell));
  return others.length === 0 ? split : undefined;
}

/** A column name for comparison: `File Name` → `file_name`. */
export const plain = (column: string) =>
  column
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s-]+/g, '_')
    .toLowerCase();

/** The column with the first of some names, in the order of the names. */
export function columnOf(columns: readonly string[], names: readonly string[]): number {
  const found = names.find((name) => columns.includes(name));
  return found === undefined ? -1 : columns.indexOf(found);
}

/** The usual names of columns, for errors. */
export const namesText = `${nameColumns.slice(0, 4).join(', ')}, path or id`;
export const labelsText = 'label, class, category or target';

export const columnsText = `a column of names (${namesText}) and one of labels (${labelsText})`;

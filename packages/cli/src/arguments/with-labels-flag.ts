import { labelTablesNote, type Dataset } from '@jssl/data';

/** A note of a data set; the one about tables of labels names the flag. */
export function withLabelsFlag(
  note: string,
  { labelTables }: Pick<Dataset, 'labelTables'>,
): string {
  return labelTables && note === labelTablesNote(labelTables)
    ? labelTablesNote(labelTables, 'pass --labels FILE')
    : note;
}

import { InputError, printable } from '@jssl/settings';
import { readRegularFile } from '@jssl/settings/node';
import { parse } from 'csv-parse/sync';

import { categoryField } from './category-field.js';
import type { Field } from './explored-images.js';

/** The most bytes of a table. */
const LARGEST = 2 ** 29;
/** Numbers of more different values are put into ranges. */
const MOST_NUMBERS = 12;
/** Names of the column that names the images; else it is the first. */
const nameColumns = /^(?:file[ _-]?name|file|image(?:[ _-]?(?:name|path|id))?|path|name|id)$/i;

/**
 * The columns of a CSV file as fields of images: texts, or ranges of numbers. Its lines may be in any order; images
 * that it doesn't name have no value.
 * @param file with a header, and the names of the images in a column such as `name`, or in the first.
 * @param names of the images, in order: paths, or file names alone where no two images share one.
 * @throws InputError if the file can't be read, is not a table, or names none of the images.
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { columnFields } from '@jssl/explore';
 *
 * writeFileSync('places.csv', 'name,place\na.jpg,sea\nb.jpg,town\n');
 * const [place] = columnFields('places.csv', ['b.jpg', 'a.jpg', 'c.jpg']);
 * console.log(place?.values, place?.codes); // [ 'sea', 'town' ] Int32Array(3) [ 1, 0, -1 ]
 * ```
 */
export function columnFields(file: string, names: readonly string[]): Field[] {
  const [header = [], ...rows] = readRows(file);
  const found = header.findIndex((name) => nameColumns.test(name.trim()));
  const nameColumn = found < 0 ? 0 : found;
  const placeOf = places(names);
  const rowOf = new Map<number, readonly string[]>();
  for (const row of rows) {
    const place = placeOf(row[nameColumn] ?? '');
    if (place !== undefined) rowOf.set(place, row);
  }
  if (rowOf.size === 0) {
    throw new InputError(
      `${printable(file)} must have the names of images in its column ${printable(header[nameColumn] ?? '1')}, got ${rows.length} rows of which none names one of the ${names.length} images`,
      { remedy: 'pass another file in {columns}' },
    );
  }
  return header.flatMap((name, column) => {
    if (column === nameColumn) return [];
    const texts = names.map((_, place) => rowOf.get(place)?.[column]?.trim() || undefined);
    return [fieldOf(name.trim() || `column ${column + 1}`, texts)];
  });
}

function readRows(file: string): string[][] {
  try {
    const text = readRegularFile(file, { largest: LARGEST }).toString('utf8');
    const delimiter = [',', ';', '\t'];
    const options = { bom: true, delimiter, record_delimiter: ['\r\n', '\n', '\r'] };
    return parse(text, {
      ...{ ...options, relax_quotes: true, relax_column_count: true, skip_empty_lines: true },
    });
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `the table ${printable(file)} cannot be read: ${printable((error as Error).message)}`,
      { remedy: 'pass another file in {columns}', cause: error },
    );
  }
}

/** Finds an image by its path, or by its file name if no other image has it. */
function places(names: readonly string[]): (name: string) => number | undefined {
  const plain = (name: string) =>
    name.trim().normalize('NFC').replaceAll('\\', '/').replace(/^\.\//, '');
  const byPath = new Map(names.map((name, place) => [plain(name), place]));
  const byFile = new Map<string, number | undefined>();
  for (const [place, name] of names.entries()) {
    const last = plain(name).split('/').at(-1) ?? '';
    byFile.set(last, byFile.has(last) ? undefined : place);
  }
  return (name) => byPath.get(plain(name)) ?? byFile.get(plain(name).split('/').at(-1) ?? '');
}

/** Texts, or ranges of about as many images each if they are many different numbers. */
function fieldOf(name: string, texts: readonly (string | undefined)[]): Field {
  const different = new Set(texts.filter((text) => text !== undefined));
  const numbers = [...different].map(Number);
  if (!numbers.every(Number.isFinite)) return categoryField(name, texts);
  if (different.size <= MOST_NUMBERS) return categoryField(name, texts, { isOrdered: true });
  const sorted = texts
    .flatMap((text) => (text === undefined ? [] : [Number(text)]))
    .sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  const edges = [...new Set(Array.from({ length: 9 }, (_, edge) => at(edge / 8)))];
  const shown = (value: number) => String(Number(value.toPrecision(4)));
  const values = edges
    .slice(1)
    .map((edge, range) => `${shown(edges[range] ?? 0)} to ${shown(edge)}`);
  const codes = Int32Array.from(texts, (text) => {
    if (text === undefined) return -1;
    const range = edges.findLastIndex((edge) => edge <= Number(text));
    return Math.max(0, Math.min(range, values.length - 1));
  });
  return { name, values, codes, isOrdered: true };
}

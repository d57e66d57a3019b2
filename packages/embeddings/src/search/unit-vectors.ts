/**
 * Vectors of F numbers: [N, F] row after row in an array of numbers, or an array of N rows.
 */
export type VectorsInput =
  Float32Array | Float64Array | readonly number[] | readonly (ArrayLike<number> & object)[];

/** How far the L2 norm may be from 1: rounding to bfloat16 changes each number by a 256th part at most. */
const TOLERANCE = 2 ** -8;

/**
 * Vectors as float32 rows, each of L2 norm 1.
 * @param name of the argument, for errors, such as "add: vectors".
 * @returns [N, F], row after row; the argument itself when it is a Float32Array.
 * @throws TypeError for other than numbers, RangeError for other sizes and for vectors of another norm.
 */
export function unitVectors(vectors: VectorsInput, features: number, name: string): Float32Array {
  const rows = floatRows(vectors, features, name);
  for (let start = 0; start < rows.length; start += features) {
    let squares = 0;
    for (let at = start; at < start + features; at++) squares += (rows[at] ?? NaN) ** 2;
    const norm = Math.sqrt(squares);
    if (Math.abs(norm - 1) <= TOLERANCE) continue;
    throw new RangeError(
      `${name} must have the L2 norm 1, got ${Number(norm.toPrecision(6))}${rows.length > features ? ` in row ${start / features}` : ''}; divide each vector by its norm`,
    );
  }
  return rows;
}

function floatRows(vectors: VectorsInput, features: number, name: string): Float32Array {
  const flat = flatNumbers(vectors, features, name);
  if (flat.length % features !== 0) {
    throw new RangeError(
      `${name} must be [N, F] with F = ${features}, got ${flat.length} numbers; pass F numbers for each vector`,
    );
  }
  return flat instanceof Float32Array ? flat : Float32Array.from(flat);
}

/** The numbers of all rows. */
function flatNumbers(
  vectors: VectorsInput,
  features: number,
  name: string,
): Float32Array | Float64Array | readonly number[] {
  if (vectors instanceof Float32Array || vectors instanceof Float64Array) return vectors;
  if (!Array.isArray(vectors)) {
    throw new TypeError(
      `${name} must be a Float32Array or an array of numbers, got ${kindOf(vectors)}`,
    );
  }
  const values: readonly unknown[] = vectors.every(isRow)
    ? vectors.flatMap((row, at) => rowNumbers(row, { features, name: `${name}, row ${at},` }))
    : vectors;
  const other = values.findIndex((value) => typeof value !== 'number');
  if (other >= 0) {
    throw new TypeError(`${name} must be numbers, got ${kindOf(values[other])} at ${other}`);
  }
  return values as readonly number[];
}

function isRow(value: unknown): value is ArrayLike<unknown> {
  return typeof value === 'object' && value !== null && 'length' in value;
}

function rowNumbers(
  row: ArrayLike<unknown>,
  { features, name }: { readonly features: number; readonly name: string },
): unknown[] {
  if (row.length === features) return Array.from(row);
  throw new RangeError(`${name} must have F = ${features} numbers, got ${row.length}`);
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? value.constructor.name : typeof value;
}

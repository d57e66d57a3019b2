// Jest looks up every global at each use, which is slow for millions of elements.
const { imul } = Math;

/** FNV-1a hash of the UTF-8 bytes of `text`, as an unsigned 32-bit integer. */
function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** Number of elements of a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * The deterministic array of the golden vectors (`golden/README.md`): the 32-bit murmur3 finalizer
 * over a hash of `salt/name` and the flat row-major index, mapped to `[-scale, scale) + offset`.
 */
export function fill(
  salt: string,
  name: string,
  shape: readonly number[],
  scale = 1,
  offset = 0,
): Float64Array {
  const start = fnv1a32(`${salt}/${name}`);
  const values = new Float64Array(sizeOf(shape));
  for (let index = 0; index < values.length; index++) {
    let hash = (start + imul(index, 2654435761)) | 0;
    hash = imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    hash ^= hash >>> 16;
    values[index] = ((hash >>> 0) / 2 ** 32) * 2 * scale - scale + offset;
  }
  return values;
}

/** `rows` rows of `columns` values of {@link fill}, each divided by its L2 norm. */
export function fillUnitRows(
  salt: string,
  name: string,
  rows: number,
  columns: number,
): Float64Array {
  const values = fill(salt, name, [rows, columns]);
  for (let row = 0; row < rows; row++) {
    const slice = values.subarray(row * columns, (row + 1) * columns);
    const norm = Math.hypot(...slice);
    slice.forEach((value, column) => (slice[column] = value / norm));
  }
  return values;
}

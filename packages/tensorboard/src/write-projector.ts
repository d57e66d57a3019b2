import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { printable } from '@jssl/settings';

import { encodePng } from './encode-png.js';
import { tileImages, type PixelImages } from './tile-images.js';

/** Points for the embedding projector. */
export interface Projection {
  /** The name in the list of embeddings. */
  readonly name: string;
  /** [N, D] */
  readonly features: { readonly values: Float32Array; readonly size: number };
  /** Columns of N cells about the points, by name. */
  readonly metadata?: Readonly<Record<string, readonly (string | number)[]>>;
  /** N pictures of the points, at most 8192/√N pixels per side (TensorBoard's limit). */
  readonly images?: PixelImages;
}

/**
 * Writes the files of TensorBoard's embedding projector into a folder of event files:
 * `projector_config.pbtxt`, `tensors.tsv` (7 digits), `metadata.tsv` and `sprite.png`.
 * @throws RangeError when the number of cells or pictures is not N.
 * @example
 * ```ts
 * import { readdirSync } from 'node:fs';
 * import { writeProjector } from '@jssl/tensorboard';
 *
 * writeProjector('logs/points', {
 *   name: 'features',
 *   features: { values: Float32Array.of(1, 0, 0, 1), size: 2 }, // [N, D] and D
 *   metadata: { file: ['a.png', 'b.png'], class: ['cat', 'dog'] },
 * });
 * console.log(readdirSync('logs/points')); // [ 'metadata.tsv', 'projector_config.pbtxt', 'tensors.tsv' ]
 * ```
 */
export function writeProjector(folder: string, projection: Projection): void {
  const { name, features, metadata = {}, images } = projection;
  const { values, size } = features;
  const count = values.length / size;
  const columns = Object.entries(metadata);
  const pictures =
    images && images.pixels.length / (images.height * images.width * images.channels);
  if (!Number.isInteger(count) || count === 0) {
    throw new RangeError(
      `writeProjector: features must be [N, D] with N at least 1, got ${values.length} values for D = ${size}`,
    );
  }
  for (const [column, { length }] of columns) requireCount(`metadata ${column}`, count, length);
  if (pictures !== undefined) requireCount('images', count, pictures);

  mkdirSync(folder, { recursive: true });
  const write = (file: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, file), content);
  };
  const numbers = Array.from(values, (value) => String(Number(value.toPrecision(7))));
  const rowOf = (point: number) => numbers.slice(point * size, (point + 1) * size);
  write('tensors.tsv', tsv(Array.from({ length: count }, (_, point) => rowOf(point))));
  const config = [`tensor_name: ${printable(JSON.stringify(name))}`, 'tensor_path: "tensors.tsv"'];
  if (columns.length > 0) {
    const rows = Array.from({ length: count }, (_, point) =>
      columns.map(([, cells]) => String(cells[point])),
    );
    // A single column has no header: TensorBoard would read it as the first point.
    const header = columns.length > 1 ? [columns.map(([column]) => column)] : [];
    write('metadata.tsv', tsv([...header, ...rows]));
    config.push('metadata_path: "metadata.tsv"');
  }
  if (images) {
    const side = Math.ceil(Math.sqrt(count));
    write('sprite.png', encodePng(tileImages(images, side, side)).png);
    const dimensions = `single_image_dim: [${images.width}, ${images.height}]`;
    config.push(`sprite { image_path: "sprite.png" ${dimensions} }`);
  }
  write(
    'projector_config.pbtxt',
    `embeddings {\n${config.map((line) => `  ${line}\n`).join('')}}\n`,
  );
}

/** Tab-separated values. Tabs, line breaks and other control characters in cells are escaped. */
function tsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(printable).join('\t')}\n`).join('');
}

function requireCount(what: string, count: number, got: number): void {
  if (got === count) return;
  throw new RangeError(
    `writeProjector: ${what} must have one entry for each of ${count} points, got ${got}`,
  );
}

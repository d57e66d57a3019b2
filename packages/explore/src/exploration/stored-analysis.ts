import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { makeFolder, replaceFile } from '@jssl/settings/node';

import type { NeighborTable } from '../analysis/neighbor-table.js';
import type { Matrix } from '../analysis/matrix.js';

/** What is computed in the background, and kept for the next time. */
export interface Analysis {
  /** The images on their principal axes [N, A]. */
  readonly reduced: Matrix;
  readonly table: NeighborTable;
  /** Coordinates [N, 2]. */
  readonly map: Float32Array;
}

const FORMAT = 'jssl-explore-analysis-2';

/** Identifies images in an order. */
export function analysisKey(images: {
  readonly length: number;
  readonly nameOf: (index: number) => string;
  readonly stampOf: (index: number) => string;
}): string {
  const hash = createHash('sha256').update(FORMAT);
  for (let index = 0; index < images.length; index++) {
    hash.update(`${images.nameOf(index)}\0${images.stampOf(index)}\0`);
  }
  return hash.digest('hex').slice(0, 24);
}

/** The analysis that was kept; undefined if there is none, or it is damaged. */
export function readAnalysis(folder: string, key: string, rows: number): Analysis | undefined {
  try {
    const bytes = readFileSync(join(folder, `analysis-${key}.bin`));
    const head = bytes.subarray(0, bytes.indexOf(10));
    const { format, axes, k, sha256 } = JSON.parse(head.toString()) as Readonly<
      Record<string, unknown>
    >;
    if (format !== FORMAT || typeof axes !== 'number' || typeof k !== 'number') return undefined;
    const content = Uint8Array.from(bytes.subarray(head.length + 1));
    if (createHash('sha256').update(content).digest('hex') !== sha256) return undefined;
    const sizes = [rows * axes, 2 * rows, rows * k, rows * k];
    const starts = sizes.map((_, at) => sizes.slice(0, at).reduce((sum, size) => sum + size, 0));
    if (content.length !== 4 * sizes.reduce((sum, size) => sum + size, 0)) return undefined;
    const floats = (at: number) =>
      new Float32Array(content.buffer, 4 * (starts[at] ?? 0), sizes[at] ?? 0);
    const indices = new Int32Array(content.buffer, 4 * (starts[3] ?? 0), sizes[3] ?? 0);
    return {
      reduced: { values: floats(0), rows, columns: axes },
      map: floats(1),
      table: { k, similarities: floats(2), indices },
    };
  } catch {
    return undefined;
  }
}

/** Keeps an analysis, and removes those of other images. Fails silently in a read-only cache. */
export function keepAnalysis(folder: string, key: string, { reduced, table, map }: Analysis): void {
  const arrays = [reduced.values, map, table.similarities, table.indices];
  const content = Buffer.concat(
    arrays.map(
      ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
    ),
  );
  const sha256 = createHash('sha256').update(content).digest('hex');
  const head = JSON.stringify({ format: FORMAT, axes: reduced.columns, k: table.k, sha256 });
  try {
    makeFolder(folder);
    for (const name of readdirSync(folder)) {
      if (/^(?:analysis|index)-/.test(name) && !name.includes(key)) rmSync(join(folder, name));
    }
    replaceFile(
      join(folder, `analysis-${key}.bin`),
      Buffer.concat([Buffer.from(`${head}\n`), content]),
    );
  } catch {
    // It is computed again the next time.
  }
}

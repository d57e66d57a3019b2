import { parquetMetadata, parquetReadObjects } from 'hyparquet';

import { makeBatches } from '../fixtures/make-batches.js';
import type { EmbeddingBatch } from './embedding-batch.js';
import { parquetEncoder } from './parquet-encoder.js';

async function encode(
  rows: number,
  features: number,
  labeled: boolean,
  batches: Iterable<EmbeddingBatch>,
) {
  const encoder = await parquetEncoder({ rows, features, labeled });
  const chunks = [encoder.start()];
  for (const batch of batches) chunks.push(encoder.add(batch));
  chunks.push(encoder.end());
  const bytes = Buffer.concat(chunks.map((chunk) => Buffer.from(chunk)));
  const file = new Uint8Array(bytes).buffer;
  return { chunks, metadata: parquetMetadata(file), rows: () => parquetReadObjects({ file }) };
}

test('names, labels and features can be read back', async () => {
  const file = await encode(2, 3, true, [
    {
      names: ['a,"b"\n.png', 'ü.png'],
      labels: ['x', 'y'],
      features: new Float32Array([1, 2, 3, 0.5, -0.5, 0.25]),
    },
  ]);
  expect(await file.rows()).toEqual([
    { name: 'a,"b"\n.png', label: 'x', features: [1, 2, 3] },
    { name: 'ü.png', label: 'y', features: [0.5, -0.5, 0.25] },
  ]);
});

test('row groups are written once they are full, and are not kept in memory', async () => {
  // 512 rows of 2048 are 2^20 numbers.
  const file = await encode(600, 2048, false, makeBatches(600, 2048, 256));
  // In units of 8 rows: the magic, nothing for the first batch, 512 rows, nothing, 88 rows and the footer.
  expect(file.chunks.map(({ length }) => Math.round(length / (8 * 2048 * 4)))).toEqual([
    0, 0, 64, 0, 11,
  ]);
  expect(file.metadata.row_groups.map(({ num_rows }) => num_rows)).toEqual([512n, 88n]);
  const rows = await file.rows();
  expect(rows.map(({ name }) => name as string)).toEqual(
    Array.from({ length: 600 }, (_, row) => String(row)),
  );
  const { features } = rows[599] as { features: number[] };
  expect(features[2047]).toBe(Math.fround(599 + 2.047));
});

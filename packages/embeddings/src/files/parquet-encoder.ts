import { featuresOf, type EmbeddingBatch, type EmbeddingShape } from './embedding-batch.js';
import type { EmbeddingEncoder } from './embedding-encoder.js';

/** A row group is written once it holds this many numbers. */
const GROUP_NUMBERS = 2 ** 20;

/**
 * Apache Parquet: text columns `name` and `label` (only with labels) and `features`, a list of floats, in
 * row groups of about 2²⁰ numbers. One row group is in memory at a time.
 */
export async function parquetEncoder({
  features: size,
  labeled,
}: EmbeddingShape): Promise<EmbeddingEncoder> {
  // Loaded only for this format.
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer');
  const writer = new ByteWriter();
  const text = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' } as const;
  const file = new ParquetWriter({
    writer,
    createdBy: 'jssl',
    schema: [
      { name: 'root', num_children: labeled ? 3 : 2 },
      { name: 'name', ...text },
      ...(labeled ? [{ name: 'label', ...text }] : []),
      {
        name: 'features',
        converted_type: 'LIST',
        repetition_type: 'REQUIRED',
        num_children: 1,
      },
      { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
      { name: 'element', type: 'FLOAT', repetition_type: 'REQUIRED' },
    ],
  });
  let waiting: EmbeddingBatch[] = [];
  let numbers = 0;
  /** Takes the bytes written so far. */
  const taken = () => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const writeGroup = () => {
    const rows = waiting.flatMap((batch) =>
      batch.names.map((_, row) => Array.from(featuresOf(batch, row, size))),
    );
    const labels = waiting.flatMap((batch) => batch.labels ?? []);
    void file.write({
      rowGroupSize: rows.length,
      columnData: [
        { name: 'name', data: waiting.flatMap(({ names }) => names) },
        ...(labeled ? [{ name: 'label', data: labels }] : []),
        // A dictionary or compression would not make features smaller.
        {
          name: 'features',
          data: rows,
          encoding: 'PLAIN',
          codec: 'UNCOMPRESSED',
          statistics: false,
        },
      ],
    });
    waiting = [];
    numbers = 0;
  };
  return {
    start: taken,
    add: (batch) => {
      waiting.push(batch);
      numbers += batch.features.length;
      if (numbers >= GROUP_NUMBERS) writeGroup();
      return taken();
    },
    end: () => {
      if (waiting.length > 0) writeGroup();
      void file.finish();
      return taken();
    },
  };
}

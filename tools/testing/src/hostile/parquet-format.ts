import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { damaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { seedFiles } from './seed-files.js';

/** The heap limit of the process that reads them, plus half as much for its garbage collector. */
const READER = 1.5 * 2 ** 29;

/** Parquet files with images, damaged anywhere, or in the metadata at their end alone. */
export function parquetFormat(reader: DatasetReader): HostileFormat {
  const seeds = seedFiles(/\.parquet$/).map(([, bytes]) => bytes);
  const file = fc.constantFrom(...seeds).chain((bytes) => {
    // Before the end stand the metadata, their length in 32 bits, and PAR1.
    const metadataLength = bytes.readUInt32LE(bytes.length - 8) + 8;
    return fc.oneof(
      damaged(bytes, { donors: seeds }),
      damaged(bytes, { donors: seeds, from: -metadataLength, most: 3 }),
    );
  });
  const inputs = file.map((bytes) => ({ 'train.parquet': bytes }));
  return { ...datasetFormat(reader, 'parquet', inputs), memoryConstant: READER };
}

/** Every format that JSSL reads, by name, with its reader. */
import { join } from 'node:path';
import { fromPackage } from '../../measurement/from-package.mjs';

const testing = await import('../../testing/dist/index.js');

const weights = async () => {
  const { loadEngine } = await fromPackage('engine');
  await loadEngine({ backend: 'cpu' });
  return fromPackage('features');
};

/**
 * Parquet without the images' decoding, which is a format of its own. What never ends is waited for a
 * second; openDataset waits ten, which the many inputs that make the decoder run for ever would sum up.
 */
const parquet = async () => {
  const { openParquetFile } = await fromPackage('data', 'parquet-file');
  const { DataError } = await fromPackage('data');
  const { reasonOf } = await fromPackage('data', 'reason-of');
  const read = async (folder) => {
    const file = await openParquetFile(join(folder, 'train.parquet'), 1000);
    await file.readLabels();
    for (const group of file.groupLengths.keys()) await file.readImages(group);
    return [];
  };
  return {
    ...testing.parquetFormat(await fromPackage('data')),
    read: (folder) =>
      read(folder).catch((error) => {
        throw new DataError(reasonOf(error));
      }),
  };
};

/** Makes each format; a package is loaded only by those that need it. */
export const formats = {
  safetensors: async () => testing.safetensorsFormat(await fromPackage('resnet')),
  checkpoint: async () => testing.checkpointFormat(await fromPackage('trainer', 'checkpoint-file')),
  'checkpoint-claims': async () =>
    testing.checkpointClaims(await fromPackage('trainer', 'checkpoint-state')),
  config: async () => testing.configFormat(await fromPackage('trainer')),
  encoder: async () => testing.encoderFormat(await weights()),
  packed: async () => testing.packedFormat(await fromPackage('data')),
  image: async () => testing.imageFormat(await fromPackage('data')),
  tiff: async () => testing.tiffFormat(await fromPackage('data')),
  bmp: async () => testing.bmpFormat(await fromPackage('data')),
  heic: async () => testing.heicFormat(await fromPackage('data')),
  webdataset: async () => testing.webdatasetFormat(await fromPackage('data')),
  idx: async () => testing.idxFormat(await fromPackage('data')),
  cifar: async () => testing.cifarFormat(await fromPackage('data')),
  parquet,
  tar: async () => testing.tarFormat(await fromPackage('data', 'tar')),
  zip: async () => testing.zipFormat(await fromPackage('engine', 'extract-wheel')),
};

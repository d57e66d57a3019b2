import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { bytesOf, hostileNumber, rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';

/** A tenth of a megabyte that unpacks to a hundred. */
const bomb = gzipSync(Buffer.alloc(1e8));

/** A file of unsigned bytes whose header is true but for up to one number. */
function hostileIdx(sizes: readonly number[]): fc.Arbitrary<Uint8Array> {
  const dimensions = sizes.map((size) =>
    rarely(hostileNumber(4)).map((lie) => bytesOf(lie ?? BigInt(size), 4, false)),
  );
  const rare = (value: number) =>
    fc.oneof({ weight: 12, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: fc.nat(255) });
  const values = Buffer.alloc(
    sizes.reduce((product, size) => product * size, 1),
    1,
  );
  return fc
    .tuple(rare(0), rare(8), rare(sizes.length), fc.tuple(...dimensions))
    .chain(([zero, type, count, lengths]) =>
      seldomDamaged(Buffer.concat([Buffer.of(zero, 0, type, count), ...lengths, values])),
    );
}

/** As it is, gzipped, or gzipped and damaged or followed by a bomb. */
const packed = (bytes: Uint8Array): fc.Arbitrary<Uint8Array> => {
  const gzipped = gzipSync(bytes, { level: 1 });
  return fc.oneof(
    { weight: 16, arbitrary: fc.constant(bytes) },
    { weight: 4, arbitrary: fc.constant(gzipped) },
    { weight: 4, arbitrary: seldomDamaged(gzipped) },
    { weight: 1, arbitrary: fc.constant(Buffer.concat([gzipped, bomb])) },
  );
};

/** Images and labels in IDX files, as of the MNIST family, gzipped or not. */
export function idxFormat(reader: DatasetReader): HostileFormat {
  const images = fc
    .constantFrom([4, 2, 3], [4, 2, 3], [2, 2, 2, 3], [12])
    .chain(hostileIdx)
    .chain(packed);
  return datasetFormat(
    reader,
    'idx',
    fc.tuple(images, hostileIdx([4]).chain(packed)).map(([pixels, labels]) => ({
      'train-images-idx3-ubyte.gz': pixels,
      'train-labels-idx1-ubyte.gz': labels,
    })),
  );
}

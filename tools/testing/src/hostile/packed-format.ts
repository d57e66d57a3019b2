import { crc32 } from 'node:zlib';

import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { bytesOf, hostileNumber, rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';

/** Has checksums since version 3. */
const MAGIC = Buffer.from('JSSLPK03');
const OLD_MAGIC = Buffer.from('JSSLPK02');

const header = {
  key: 'c0ffee',
  about: {
    name: 'birds',
    kind: 'folder',
    classes: ['owl', 'wren'],
    testOrigin: 'test',
    height: 2,
    width: 3,
    channels: 1,
    mean: [0.5],
    std: [0.25],
    skipped: [{ path: 'a.png', reason: 'an empty file' }],
    fingerprint: 'f00d',
  },
  trainLength: 2,
  validationLength: 1,
  names: ['a', 'b', 'c', 'd'],
  labels: [0, 1, 1, 0],
  attributes: { vendor: ['x', 'y', 'x', 'y'] },
};

/** Packed data files: magic, pixels, checksums, header in JSON, magic, its length, a checksum of both. */
export function packedFormat(reader: DatasetReader): HostileFormat {
  const lengths = rarely(hostileNumber(4));
  const file = fc.tuple(hostileJson(header), lengths, fc.boolean()).chain(([text, lie, isOld]) => {
    const json = Buffer.from(text);
    const length = bytesOf(lie ?? BigInt(json.length), 4, true);
    const pixels = Buffer.alloc(4 * 6, 100);
    if (isOld) return seldomDamaged(Buffer.concat([OLD_MAGIC, pixels, json, OLD_MAGIC, length]));
    // All images are one block.
    const sums = Buffer.from(Uint32Array.of(crc32(pixels)).buffer);
    const sum = Buffer.from(Uint32Array.of(crc32(json, crc32(sums))).buffer);
    return seldomDamaged(Buffer.concat([MAGIC, pixels, sums, json, MAGIC, length, sum]));
  });
  return datasetFormat(
    reader,
    'packed',
    file.map((bytes) => ({ 'a.packed': bytes })),
    'a.packed',
  );
}

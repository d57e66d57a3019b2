import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { bytesOf, hostileNumber, rarely, seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { hostileJson } from './hostile-json.js';

const MAGIC = Buffer.from('JSSLPK02');

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

/** Packed data files: magic, pixels, header in JSON, magic, its length. */
export function packedFormat(reader: DatasetReader): HostileFormat {
  const lengths = rarely(hostileNumber(4));
  const file = fc.tuple(hostileJson(header), lengths).chain(([text, lie]) => {
    const json = Buffer.from(text);
    const length = bytesOf(lie ?? BigInt(json.length), 4, true);
    return seldomDamaged(Buffer.concat([MAGIC, Buffer.alloc(4 * 6, 100), json, MAGIC, length]));
  });
  return datasetFormat(
    reader,
    'packed',
    file.map((bytes) => ({ 'a.packed': bytes })),
    'a.packed',
  );
}

import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { seldomDamaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';
import { seedFiles } from './seed-files.js';
import { tarEntry, hostileTarEntry } from './tar-format.js';

const BLOCK = 512;

/** Shards of a WebDataset: archives with images and labels under all sorts of names. */
export function webdatasetFormat(reader: DatasetReader): HostileFormat {
  const images = seedFiles(/\.(png|jpg)$/).map(([, bytes]) => bytes);
  const image = fc.constantFrom(...images).chain(seldomDamaged);
  const label = fc.constantFrom(
    '0',
    '1',
    '{"label": 3}',
    '{"cls": {}}',
    '[',
    '\0',
    '-1',
    'a\nb',
    '1e9',
  );
  const key = fc.constantFrom('a', 'b', 'c', '../d', '/e', '__proto__', 'f/g', '\u001b[31m');
  const member = fc.oneof(
    fc.tuple(key, fc.constantFrom('png', 'jpg', 'mask.png'), image),
    fc.tuple(
      key,
      fc.constantFrom('cls', 'json', 'txt'),
      label.map((text) => Buffer.from(text)),
    ),
  );
  const entry = fc.oneof(
    {
      weight: 6,
      arbitrary: member.map(([name, ending, bytes]) => tarEntry(`${name}.${ending}`, bytes)),
    },
    { weight: 1, arbitrary: hostileTarEntry },
  );
  const shard = fc
    .tuple(fc.array(entry, { maxLength: 6 }), fc.constantFrom(2, 2, 1, 0))
    .chain(([entries, ends]) =>
      seldomDamaged(Buffer.concat([...entries, Buffer.alloc(ends * BLOCK)])),
    );
  return datasetFormat(
    reader,
    'webdataset',
    fc.tuple(shard, shard).map(([train, test]) => ({ 'train-0.tar': train, 'test-0.tar': test })),
  );
}

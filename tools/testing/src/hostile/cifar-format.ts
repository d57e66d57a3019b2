import fc from 'fast-check';

import { datasetFormat, type DatasetReader } from './dataset-format.js';
import { damaged } from './hostile-bytes.js';
import type { HostileFormat } from './hostile-format.js';

const label = fc.oneof({ weight: 8, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: fc.nat(255) });

/** Records of CIFAR-10 (`labelBytes` 1) or CIFAR-100 (2). */
const records = (labelBytes: number) =>
  fc
    .array(fc.tuple(label, label), { minLength: 1, maxLength: 3 })
    .chain((labels) =>
      damaged(
        Buffer.concat(
          labels.map((pair) =>
            Buffer.concat([Buffer.from(pair.slice(0, labelBytes)), Buffer.alloc(3072, 9)]),
          ),
        ),
        { most: 2 },
      ),
    );

const names = fc.oneof(
  fc.constant(Buffer.from('airplane\nautomobile\nbird\n')),
  fc.uint8Array({ maxLength: 200 }),
);

/** CIFAR-10 and CIFAR-100 in their binary version, with files of class names. */
export function cifarFormat(reader: DatasetReader): HostileFormat {
  const ten = fc.tuple(records(1), names).map(([data, text]) => ({
    'data_batch_1.bin': data,
    'batches.meta.txt': text,
  }));
  const hundred = fc
    .tuple(records(2), records(2), names, names)
    .map(([train, test, fine, coarse]) => ({
      'train.bin': train,
      'test.bin': test,
      'fine_label_names.txt': fine,
      'coarse_label_names.txt': coarse,
    }));
  return datasetFormat(reader, 'cifar', fc.oneof(ten, hundred));
}

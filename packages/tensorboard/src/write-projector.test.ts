import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { encodePng } from './encode-png.js';
import { writeProjector } from './write-projector.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-projector-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const features = { values: Float32Array.of(0.1, -2, 3e-9, 1 / 3, 0, 1), size: 2 };

test('points with metadata and pictures', () => {
  const pixels = Uint8Array.of(10, 20, 30, 40, 50, 60);
  writeProjector(folder, {
    name: 'features',
    features,
    metadata: { file: ['a.png', 'b\tc\n\u001b[1m\u202e.png', 'é'], class: ['cat', 'dog', 3] },
    images: { height: 2, width: 1, channels: 1, pixels },
  });
  // 7 digits: 0.1 as float32 is 0.10000000149.
  expect(text('tensors.tsv')).toBe('0.1\t-2\n3e-9\t0.3333333\n0\t1\n');
  expect(text('metadata.tsv')).toBe(
    'file\tclass\na.png\tcat\nb\\u0009c\\u000a\\u001b[1m\\u202e.png\tdog\né\t3\n',
  );
  // 2 by 2 pictures, the last cell black.
  const sprite = Uint8Array.of(10, 30, 20, 40, 50, 0, 60, 0);
  expect(readFileSync(join(folder, 'sprite.png'))).toEqual(
    Buffer.from(encodePng({ height: 4, width: 2, channels: 1, pixels: sprite }).png),
  );
  expect(text('projector_config.pbtxt')).toBe(
    [
      'embeddings {',
      '  tensor_name: "features"',
      '  tensor_path: "tensors.tsv"',
      '  metadata_path: "metadata.tsv"',
      '  sprite { image_path: "sprite.png" single_image_dim: [1, 2] }',
      '}\n',
    ].join('\n'),
  );
});

test('a single column has no header, which would be read as a point', () => {
  writeProjector(folder, { name: 'features', features, metadata: { file: ['a', 'b', 'c'] } });
  expect(text('metadata.tsv')).toBe('a\nb\nc\n');
  expect(text('projector_config.pbtxt')).not.toContain('sprite');
});

test('points without metadata', () => {
  writeProjector(folder, { name: 'features', features });
  expect(readdirSync(folder).sort()).toEqual(['projector_config.pbtxt', 'tensors.tsv']);
});

test('wrong numbers of entries are rejected before anything is written', () => {
  const projection = { name: 'features', features };
  expect(() => {
    writeProjector(folder, { ...projection, metadata: { file: ['a'] } });
  }).toThrow(
    new RangeError('writeProjector: metadata file must have one entry for each of 3 points, got 1'),
  );
  const images = { height: 1, width: 1, channels: 1, pixels: new Uint8Array(2) };
  expect(() => {
    writeProjector(folder, { ...projection, images });
  }).toThrow(
    new RangeError('writeProjector: images must have one entry for each of 3 points, got 2'),
  );
  expect(() => {
    writeProjector(folder, { ...projection, features: { ...features, size: 4 } });
  }).toThrow(
    new RangeError(
      'writeProjector: features must be [N, D] with N at least 1, got 6 values for D = 4',
    ),
  );
  expect(readdirSync(folder)).toEqual([]);
});

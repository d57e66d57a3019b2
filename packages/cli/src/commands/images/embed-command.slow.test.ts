import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';

import sharp from 'sharp';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';
import { writeGrayImages } from '../../fixtures/write-gray-images.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  await jssl('train', 'images', ...smallTraining, '--out', 'run');
});

interface Row {
  readonly name: string;
  readonly label?: string;
  readonly features: readonly number[];
}

async function embedded(...argv: string[]): Promise<Row[]> {
  await jssl('embed', ...argv, '--out', 'rows.jsonl', '--force');
  const lines = readFileSync('rows.jsonl', 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Row);
}

test('every image of a folder is written with its class and a unit vector', async () => {
  const rows = await embedded('run', 'images');
  expect(rows.map(({ name }) => name).sort()).toEqual(imageNames(10, 'blue', 'red').sort());
  for (const { name, label, features } of rows) {
    expect(label).toBe(name.split('/')[0]);
    expect(features).toHaveLength(32);
    // Written with 9 digits out of float32.
    expect(Math.abs(Math.hypot(...features) - 1)).toBeLessThan(1e-6);
  }
});

test('the formats hold the same numbers, and the file is reported', async () => {
  const rows = await embedded('run', 'images');
  expect(await jssl('embed', 'run', 'images')).toMatchObject({
    code: 0,
    out: 'embeddings.csv',
    notes: expect.stringMatching(/^20 images, 32 features each, in \d+s: \d+ images\/s$/) as string,
  });
  const [header = '', ...lines] = readFileSync('embeddings.csv', 'utf8').trimEnd().split('\r\n');
  expect(header).toBe(['name', 'label', ...Array.from({ length: 32 }, (_, f) => `f${f}`)].join());
  expect(lines).toEqual(
    rows.map(({ name, label = '', features }) => [name, label, ...features].join()),
  );
  const { out } = await jssl('embed', 'run', 'images', '--out', 'all.npy');
  expect(out).toBe('all.npy\nall.names.csv');
  const bytes = readFileSync('all.npy');
  const numbers = new Float32Array(new Uint8Array(bytes.subarray(-20 * 32 * 4)).buffer);
  expect(numbers).toEqual(Float32Array.from(rows.flatMap(({ features }) => features)));
  expect(readFileSync('all.names.csv', 'utf8').split('\r\n')[1]).toBe(
    `${rows[0]?.name},${rows[0]?.label}`,
  );
});

test('a weights file, a split and images without classes do as well', async () => {
  const all = await embedded('run', 'images');
  expect(await embedded('run/last.safetensors', 'images')).toEqual(all);
  // A tenth of each class is held out.
  const held = await embedded('run', 'images', '--split', 'test');
  expect(held).toEqual(all.slice(-2));
  await makeImages('flat', ['a, "b"\n.png', 'c.png']);
  expect((await embedded('run', 'flat')).map(({ name, label }) => [name, label])).toEqual([
    ['a, "b"\n.png', undefined],
    ['c.png', undefined],
  ]);
});

test('images of another size are resized to the encoder’s, and that is said', async () => {
  await makeImages('large', ['large.png']);
  await sharp('images/red/3.png').resize(40, 24, { kernel: 'nearest' }).toFile('large/large.png');
  const [large] = await embedded('run', 'large');
  const same = (await embedded('run', 'images')).find(({ name }) => name === 'red/3.png');
  // One color stays one color. A batch of one takes other kernels than a batch of 20, so the sums of
  // 18 layers round differently: 4e-7 was seen, and another image is 1e-2 away.
  expect(large?.features).toHaveLength(same?.features.length ?? 0);
  large?.features.forEach((value, at) => {
    expect(Math.abs(value - (same?.features[at] ?? NaN))).toBeLessThan(1e-5);
  });
  const { notes } = await jssl('embed', 'run', 'large', '--force');
  expect(notes.split('\n')[0]).toBe(
    'large: images of another size are resized and center-cropped to 8x8, the size that the encoder was trained on',
  );
});

test('what exists is kept unless --force is given, and nothing is computed for it', async () => {
  writeFileSync('kept.csv', 'mine');
  expect(await jssl('embed', 'no-run', 'images', '--out', 'kept.csv')).toEqual({
    code: 2,
    out: '',
    notes:
      'jssl: --out must be a new file, got kept.csv, which exists; choose another, or set --force to replace it',
  });
  expect(readFileSync('kept.csv', 'utf8')).toBe('mine');
  expect((await jssl('embed', 'run', 'images', '--out', 'kept.csv', '--force')).code).toBe(0);
  expect(readFileSync('kept.csv', 'utf8')).toMatch(/^name,label,f0/);
});

test('gray images are converted for an encoder of color, and it is said', async () => {
  writeGrayImages('gray', 4);
  const { code, notes } = await jssl('embed', 'run', 'gray', '--out', 'gray.csv');
  expect(code).toBe(0);
  expect(notes).toContain(
    'gray: the gray images were given three equal channels, as the encoder was trained on color images',
  );
  expect(readFileSync('gray.csv', 'utf8').trim().split('\r\n')).toHaveLength(5);
});

describe('what cannot be read is one sentence, and writes nothing', () => {
  beforeAll(async () => {
    await makeImages('plain', imageNames(2, '.'));
    for (const copy of ['short', 'other']) cpSync('run', copy, { recursive: true });
    truncateSync('short/last.safetensors', 1000);
    writeFileSync('other/config.json', '{"config": 7}');
  });

  test.each([
    [['none', 'images'], /^jssl: there is no run folder or weights file at none; pass the folder/],
    [['short', 'images'], /^jssl: short\/last\.safetensors cannot be read as safetensors: /],
    [['other', 'images'], /^jssl: other\/config\.json has no settings under config; /],
    [
      ['run', 'plain', '--split', 'test'],
      /\njssl: --split must be one that plain has images of, got test$/,
    ],
    [['run', 'no-images'], /^jssl: the data must be a folder of images or one of /],
    [['run', 'images', '--out', 'no/a.csv'], /jssl: no\/a\.csv cannot be written: ENOENT/],
    [['run', 'images', '--format', 'xml'], /^jssl: .*xml.*csv, jsonl, npy, parquet/],
  ])('%j', async (argv, sentence) => {
    const before = readdirSync('.');
    const { code, out, notes } = await jssl('embed', '--out', 'new.csv', ...argv);
    expect(notes).toMatch(sentence);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(readdirSync('.')).toEqual(before);
  });
});

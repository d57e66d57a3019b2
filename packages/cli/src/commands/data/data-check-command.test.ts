import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { spawnJssl } from '../../fixtures/spawn-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('pets', [
    ...imageNames(6, 'train/cat', 'train/red-dog'),
    ...imageNames(1, 'test/cat', 'test/red-dog'),
  ]);
});

const enough = ['--m', '4', '--batch-size', '4'] as const;

test('a data set is counted, and what will spoil a training is said', async () => {
  const { code, out, notes } = await jssl('data', 'check', 'pets');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'pets: 12 training, 0 validation and 2 test images (test) of 8x8x3',
    'sizes: 14 of 8x8',
    'classes: 2, with 6 to 6 training images each',
    'duplicates: 0 within the training images, 0 across splits, 1 near-duplicates across splits (2 compared)',
    'warning: 1 image almost equal to a training image: accuracy may be overstated',
    'warning: 12 images to train on, fewer than a batch of 256: use smaller batches',
    expect.stringMatching(/^warning: 12 images to train on, fewer than the 4096 negatives/),
    'note: 14 images of a single color',
  ]);
  expect(notes).toBe('  train train/red-dog/4.png and test test/red-dog/0.png');
});

test('damaged images are named, on one line each, and an image on both sides is found', async () => {
  cpSync('pets', 'leaky', { recursive: true });
  cpSync('pets/train/cat/0.png', 'leaky/test/cat/again.png');
  writeFileSync('leaky/train/cat/a\nb.png', 'a text');
  const { out, notes } = await jssl('data', 'check', 'leaky', ...enough);
  expect(out).toContain('warning: 1 image or files were left out; they are listed below\n');
  expect(out).toContain(
    'warning: 1 image equal to an image of another split: accuracy will be overstated\n',
  );
  expect(notes).toContain('  train train/cat/0.png and test test/cat/again.png\n');
  expect(notes.split('\n').slice(-2)).toEqual([
    '1 image was skipped:',
    '  train/cat/a\\u000ab.png: not an image but a text file',
  ]);
});

test('unsorted validation images as Tiny-ImageNet has them are told', async () => {
  await makeImages('tiny', [...imageNames(6, 'train/n01/images', 'train/n02/images')]);
  await makeImages('tiny', imageNames(2, 'val/images'));
  const { notes } = await jssl('data', 'check', 'tiny', ...enough);
  expect(notes).toContain(
    '  val: none of its 2 images has a label: they are in no folder of a training class, and no ' +
      'val_annotations.txt is beside them',
  );
});

test.each([
  ['pets/runs', true],
  ['pets', true],
  ['pets-runs', false],
  ['..runs', false],
])('an output folder %s is inside the data: %p', async (folder, isInside) => {
  const { out } = await jssl('data', 'check', 'pets', '--out', folder);
  expect(out.includes(`warning: the output folder ${folder} is inside the data`)).toBe(isInside);
});

test('the same as JSON, and nothing else', async () => {
  const { code, out } = await jssl('data', 'check', 'pets', ...enough, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    name: 'pets',
    counts: { train: 12, validation: 0, test: 2 },
    classCounts: [6, 6],
    blank: 14,
    folder: { sizes: [{ height: 8, width: 8, count: 14 }], transparent: 0, animated: 0 },
    findings: [{ level: 'warning' }, { level: 'note' }],
  });
});

test('nested folders are taken as unlabeled when that is said', async () => {
  const { out } = await jssl('data', 'check', 'pets', ...enough, '--format', 'unlabeled');
  expect(out).toContain('pets: 14 training, 0 validation and 0 test images of 8x8x3\n');
  expect(out).toContain('note: no labels: training works');
});

test('a folder without images is wrong use', async () => {
  mkdirSync('nothing');
  const { code, out, notes } = await jssl('data', 'check', 'nothing');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(notes).toMatch(/^jssl: \S+nothing must contain images .*, got none$/);
  rmSync('nothing', { recursive: true });
});

test('two processes that decode the same images at once agree, and leave one packed file', async () => {
  await makeImages('shared', imageNames(40, 'cat', 'dog'));
  const env = { JSSL_CACHE: join(process.cwd(), 'shared-cache') };
  const check = () => spawnJssl(['data', 'check', 'shared', ...enough, '--json'], { env });
  const [first, second] = await Promise.all([check(), check()]);
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(first.out)).toMatchObject({ counts: { train: 72, test: 8 }, skipped: [] });
  expect(second.out).toBe(first.out);
  const names = readdirSync(join('shared-cache', 'data'));
  expect(names.map((name) => extname(name)).sort()).toEqual(['.key', '.packed']);
});

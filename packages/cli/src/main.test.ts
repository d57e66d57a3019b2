import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();

const lines = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

describe('a folder of images, one folder a class, one of them damaged', () => {
  beforeAll(async () => {
    await makeImages('images', imageNames(20, 'blue', 'red'));
    writeFileSync('images/red/broken.png', 'not an image');
  });

  test('train makes a run, and names the damaged image at the end', async () => {
    const { code, out, notes } = await jssl('train', 'images', ...smallTraining, '--out', 'run');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^last epoch 1: loss \d+\.\d{4}, kNN validation .+\n.*\npeak memory \S+ [MG]B\nrun$/,
    );
    expect(notes.split('\n').slice(-2)).toEqual([
      '1 image was skipped:',
      '  red/broken.png: Input buffer contains unsupported image format',
    ]);
    expect(lines('run/metrics.csv')).toHaveLength(2);
  });

  test('train --json prints the result and the peak memory as JSON alone', async () => {
    const settings = [...smallTraining, '--out', 'json-run', '--json'];
    const { code, out } = await jssl('train', 'images', ...settings);
    expect(code).toBe(0);
    const result = JSON.parse(out) as Record<string, number>;
    expect(result).toMatchObject({ out: 'json-run', stopped: false, last: { epoch: 1 } });
    expect(result['peakMemoryBytes']).toBeGreaterThan(process.memoryUsage.rss() / 2);
  });

  test('knn and linear measure the run beside its baselines', async () => {
    const knn = await jssl('knn', 'run', '--json');
    expect(knn.code).toBe(0);
    const rows = JSON.parse(knn.out) as { name: string; top1: number }[];
    expect(rows.map(({ name }) => name)).toEqual([
      'trained encoder',
      'raw pixels',
      'random weights',
      'chance',
    ]);
    expect(rows[1]?.top1).toBe(1);
    expect(rows[3]?.top1).toBe(0.5);

    const linear = await jssl('linear', '--model-path', 'run', '--fast', '--json');
    expect(linear.code).toBe(0);
    const probes = JSON.parse(linear.out) as { name: string; top1: number }[];
    expect(probes.find(({ name }) => name === 'raw pixels')?.top1).toBe(1);

    const settings = ['--epochs', '1', '--batch-size', '16'];
    const augmented = await jssl('linear', '--model-path', 'run', ...settings);
    expect(augmented.code).toBe(0);
    expect(augmented.out).toMatch(/trained encoder +\d+\.\d\d %/);
  });

  test('the original’s spelling of the flags is taken', async () => {
    const settings = ['--batch_size', '16', '--feature_dim', '4', '--out', 'underscores'];
    expect((await jssl('train', 'images', ...smallTraining, ...settings)).code).toBe(0);
    expect(JSON.parse(readFileSync('underscores/config.json', 'utf8'))).toMatchObject({
      config: { batchSize: 16, featureDim: 4 },
    });
    expect((await jssl('linear', '--model_path', 'underscores', '--fast')).code).toBe(0);
  });

  test('a run on resized images is measured on the same ones', async () => {
    const settings = ['--image-size', '12', '--out', 'resized'];
    await jssl('train', 'images', ...smallTraining, ...settings);
    const decoded = readdirSync('cache/data');
    expect((await jssl('knn', 'resized')).code).toBe(0);
    expect(readdirSync('cache/data')).toEqual(decoded);
  });
});

test('images in no class folders train without kNN, and cannot be measured', async () => {
  await makeImages('flat', imageNames(10, '.'));
  const { code, out, notes } = await jssl('train', 'flat', ...smallTraining, '--out', 'flat-run');
  expect(code).toBe(0);
  expect(notes).toContain('flat: 10 training images 8x8x3, no classes: no kNN');
  expect(out).toMatch(/^last epoch 1: loss \d+\.\d{4}\npeak memory \S+ [MG]B\nflat-run$/);
  const [header = '', row = ''] = lines('flat-run/metrics.csv').map((line) => line.split(','));
  expect(row[header.indexOf('test_acc@1')]).toBe('');

  const knn = await jssl('knn', 'flat-run');
  expect(knn).toMatchObject({ code: 2, out: '' });
  expect(knn.notes).toMatch(
    /^jssl: an encoder is measured by labelled training and test images, and these are not; /m,
  );
});

test('the class of an image in nested folders is the topmost', async () => {
  await makeImages('nested', imageNames(5, 'red/a/b', 'red/c', 'blue/d'));
  const settings = ['--k', '2', '--out', 'nested-run'];
  const { code, notes } = await jssl('train', 'nested', ...smallTraining, ...settings);
  expect(code).toBe(0);
  expect(notes).toContain('nested: 13 training images 8x8x3, 2 test images (held-out), 2 classes');
});

test('nested folders that are no classes are trained on as such, and so measured', async () => {
  const settings = ['--format', 'unlabelled', '--out', 'unlabelled-run'];
  const { code, notes } = await jssl('train', 'nested', ...smallTraining, ...settings);
  expect(code).toBe(0);
  expect(notes).toContain('nested: 15 training images 8x8x3, no classes: no kNN');
  const knn = await jssl('knn', 'unlabelled-run');
  expect(knn.code).toBe(2);
  expect(knn.notes).toMatch(/^jssl: an encoder is measured by labelled training and test images/m);
});

test('data list names the known sets with their licences and how to get them', async () => {
  const { code, out } = await jssl('data', 'list');
  expect(code).toBe(0);
  expect(out).toMatch(/^fashion-mnist: .*\n {2}licence: MIT\n {2}to get it: jssl data get/);
  const json = await jssl('data', 'list', '--json');
  expect((JSON.parse(json.out) as { name: string }[]).map(({ name }) => name)).toEqual([
    'fashion-mnist',
    'emoji',
    'tiny-imagenet',
    'cifar-10',
    'cifar-100',
  ]);
});

test('engine status and doctor say what there is, for people and for programs', async () => {
  const status = JSON.parse((await jssl('engine', 'status', '--json')).out) as { state: string }[];
  for (const { state } of status) expect(['ok', 'missing', 'broken']).toContain(state);
  const { code, out } = await jssl('doctor');
  expect(code).toBe(0);
  expect(out).toMatch(/^Node +v\d+.*\nplatform /);
  const doctor = JSON.parse((await jssl('doctor', '--json')).out) as { node: string };
  expect(doctor.node).toBe(process.version);
});

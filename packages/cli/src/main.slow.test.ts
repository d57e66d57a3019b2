import { copyFileSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { decodeSafetensors, encodeSafetensors } from '@jssl/resnet';

import { imageNames, makeImages } from './fixtures/make-images.js';
import { jssl } from './fixtures/run-jssl.js';
import { smallTraining } from './fixtures/small-training.js';
import { useWorkplace } from './fixtures/use-workplace.js';

useWorkplace();

interface EvaluationJson {
  readonly data: object;
  readonly settings: object;
  readonly rows: readonly { readonly name: string; readonly weights?: readonly string[] }[];
}

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
    expect(notes).toContain(
      '\n1 image was skipped:\n  red/broken.png: not an image but a text file\nnext:\n  jssl knn run ',
    );
    expect(lines('run/metrics.csv')).toHaveLength(2);
  });

  test('knn sweeps in one pass, beside the baselines, all of it as JSON', async () => {
    const knn = await jssl('knn', 'run', '--json', '--k', '3,5', '--temperature', '0.1,1');
    expect(knn.code).toBe(0);
    const result = JSON.parse(knn.out) as EvaluationJson;
    expect(result).toMatchObject({
      run: 'run',
      data: { name: 'images', classes: ['blue', 'red'], trainImages: 36, testImages: 4 },
      settings: { ks: [3, 5], temperatures: [0.1, 1], seed: 0, weights: 'both' },
    });
    expect(result.rows.map(({ name, weights }) => [name, weights])).toEqual([
      ['trained encoder', ['last', 'best']],
      ['raw pixels', undefined],
      ['random weights', undefined],
      ['most frequent class', undefined],
      ['chance', undefined],
    ]);
    const [, pixels, , frequent, chance] = result.rows;
    expect(pixels).toMatchObject({
      ...{ k: 3, temperature: 0.1, top1: 1, top5: 1, perClass: [1, 1] },
      // All four right: 0.025 to the power of ¼.
      top1Interval: { low: expect.closeTo(0.3976, 4) as number, high: 1 },
      validation: { top1: 1, top5: 1 },
      confusion: [
        [2, 0],
        [0, 2],
      ],
      sweep: [
        { k: 3, temperature: 0.1, test: { top1: 1 } },
        { k: 3, temperature: 1 },
        { k: 5, temperature: 0.1 },
        { k: 5, temperature: 1 },
      ],
    });
    // Both classes are equally frequent.
    const guessing = { top1: 0.5, top5: 1, balanced: 0.5 };
    expect(frequent).toEqual({ name: 'most frequent class', class: 'blue', label: 0, ...guessing });
    expect(chance).toEqual({ name: 'chance', ...guessing });
    expect(result.data).toMatchObject({ unbalanced: false });
  });

  test('knn prints accuracies with intervals, by class, what is confused, and what is found', async () => {
    const settings = ['--per-class', '--confusion', '--retrieval', 'class'];
    const { code, out } = await jssl('knn', 'run', ...settings);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^kNN, k 5, T 0\.5 +top-1 \(95 %\) +top-5 \(95 %\)\n-+.*\ntrained encoder \(last = best\) +\S+ % \(\S+-\S+\)/,
    );
    expect(out).toContain('raw pixels ');
    expect(out).toMatch(/^chance +50\.00 % +100\.00 %$/m);
    expect(out).toMatch(
      /^accuracy of each class:\n {2}1 {2}trained encoder \(last = best\)\n {2}2 {2}raw pixels\n {2}3 {2}random weights\nclass +images +1 +2 +3$/m,
    );
    expect(out).toMatch(/^red +2 +\S+ % +100\.00 % +\S+ %$/m);
    expect(out).toMatch(
      /^images of each class \(rows\) by predicted class \(columns\): trained encoder \(last = best\)\nclass +0 +1\n/m,
    );
    expect(out).toMatch(
      /^retrieval by class: 4 of 4 test images queried\nretrieval +recall@1 +recall@5 +recall@10 +mAP$/m,
    );
    // One of three others is of the class: first, second or third.
    expect(out).toMatch(/^chance +33\.33 % +100\.00 % +100\.00 % +61\.11 %$/m);
    expect(out).toMatch(/^raw pixels +100\.00 % +100\.00 % +100\.00 % +100\.00 %$/m);
  });

  test('without a k it fits the images; unbalanced classes have a row and a column of their own', async () => {
    // 30 and 6 images; of the test images 3 and 1.
    await makeImages('skewed', [...imageNames(30, 'common'), ...imageNames(6, 'rare')]);
    const { code, out, notes } = await jssl('knn', 'run/last.safetensors', 'skewed');
    expect(code).toBe(0);
    // The smallest of √32, and 5 and 27 images of a class.
    expect(out).toMatch(/^kNN, k 5, T 0\.5 +top-1 \(95 %\) +balanced +top-5 \(95 %\)$/m);
    expect(out).toMatch(/^most frequent class +75\.00 % +50\.00 % +100\.00 %$/m);
    expect(notes).toContain('k 5 was chosen for 32 training images; --k sets another');
    expect(notes).toContain('balanced is the mean of the per-class accuracies');
    const json = await jssl('knn', 'run/last.safetensors', 'skewed', '--k', 'auto', '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      data: { unbalanced: true },
      settings: { ks: [1, 2, 5, 10, 20], kFrom: 'auto' },
    });
  });

  test('last and best weights are both measured where they differ, or the one that is asked for', async () => {
    cpSync('run', 'two-weights', { recursive: true });
    await jssl('train', 'images', ...smallTraining, '--seed', '1', '--out', 'other-run');
    copyFileSync('other-run/last.safetensors', 'two-weights/best.safetensors');
    const weightsOf = async (...argv: string[]) => {
      const { out } = await jssl('knn', ...argv, '--json');
      const { rows } = JSON.parse(out) as EvaluationJson;
      return rows.slice(0, -4).map(({ weights }) => weights);
    };
    expect(await weightsOf('two-weights')).toEqual([['last'], ['best']]);
    expect(await weightsOf('two-weights', '--weights', 'best')).toEqual([['best']]);
    expect(await weightsOf('run', '--weights', 'last')).toEqual([['last']]);
    expect(await weightsOf('run/last.safetensors', 'images', '--k', '5')).toEqual([undefined]);
    rmSync('two-weights/best.safetensors');
    expect(await weightsOf('two-weights')).toEqual([['last']]);
  });

  test('linear, fast and as the original, beside the baselines', async () => {
    const fast = await jssl('linear', 'run', '--fast', '--json');
    expect(fast.code).toBe(0);
    const probes = (JSON.parse(fast.out) as EvaluationJson).rows;
    expect(probes.map(({ name }) => name)).toEqual([
      ...['trained encoder', 'raw pixels', 'random weights', 'most frequent class', 'chance'],
    ]);
    expect(probes[1]).toMatchObject({ top1: 1, converged: true, perClass: [1, 1] });
    const alone = await jssl('linear', 'run', '--fast', '--no-baselines', '--json');
    expect((JSON.parse(alone.out) as EvaluationJson).rows.map(({ name }) => name)).toEqual([
      ...['trained encoder', 'most frequent class', 'chance'],
    ]);

    const settings = ['--model-path', 'run', '--epochs', '2', '--batch-size', '16'];
    const augmented = await jssl('linear', ...settings, '--json');
    expect(augmented.code).toBe(0);
    const result = JSON.parse(augmented.out) as EvaluationJson;
    expect(result.settings).toMatchObject({ fast: false, epochs: 2, lr: 1e-3, weightDecay: 1e-6 });
    expect(result.rows.map(({ name }) => name)).toEqual(probes.map(({ name }) => name));
    expect(result.rows[0]).toMatchObject({
      last: { epoch: 2, perClass: [expect.any(Number), expect.any(Number)] },
    });

    const { out } = await jssl('linear', ...settings, '--no-validation', '--no-baselines');
    expect(out).toMatch(/^trained encoder \(last = best\) +2 +\d+\.\d\d % \(\S+\) +100/m);
    // The row, then the verdict, which has only chance to compare with.
    const [, , , , , , verdict, ...rest] = out.split('\n');
    expect(verdict).toMatch(/always guessing the most frequent class/);
    expect(rest).toEqual([]);
  });

  test('finetune trains the encoder on, beside the baselines, and writes it where it is told to', async () => {
    const weights = readFileSync('run/last.safetensors');
    const settings = ['--epochs', '2', '--batch-size', '6', '--fraction', '0.5'];
    const tuned = await jssl('finetune', 'run', ...settings, '--json', '--out', 'fine.safetensors');
    expect(tuned.code).toBe(0);
    const result = JSON.parse(tuned.out) as EvaluationJson;
    expect(result).toMatchObject({
      data: { trainImages: 18 },
      settings: { epochs: 2, fraction: 0.5, out: 'fine.safetensors', weights: 'last' },
    });
    expect(result.rows.map(({ name }) => name)).toEqual([
      ...['trained encoder', 'from random weights', 'raw pixels, linear'],
      ...['most frequent class', 'chance'],
    ]);
    expect(result.rows[0]).toMatchObject({ weights: ['last'], last: { epoch: 2 } });
    expect(tuned.notes).toMatch(
      /^trained encoder \(last\) {2}epoch 1\/2 {2}loss \d\.\d{4} {2}validation \S+ %$/m,
    );
    expect(readFileSync('run/last.safetensors').equals(weights)).toBe(true);
    expect(readFileSync('fine.safetensors').equals(weights)).toBe(false);
    expect((await jssl('knn', 'fine.safetensors', 'images', '--k', '3')).code).toBe(0);

    const again = await jssl('finetune', 'run', ...settings, '--no-baselines', '--per-class');
    expect(again.out).toMatch(/^fine-tuned, 18 images +epoch +top-1/);
    expect(again.out).toMatch(/^ {2}1 {2}trained encoder \(last\), epoch /m);
    const exists = await jssl('finetune', 'run', '--out', 'fine.safetensors');
    expect(exists).toEqual({
      ...{ code: 2, out: '' },
      notes: 'jssl: --out must be a new file, got fine.safetensors, which exists; choose another',
    });
  });

  test('the original’s spelling of the flags is taken; --json prints the result and the peak memory alone', async () => {
    const settings = ['--batch_size', '16', '--feature_dim', '4', '--out', 'underscores', '--json'];
    const { code, out } = await jssl('train', 'images', ...smallTraining, ...settings);
    expect(code).toBe(0);
    const trained = JSON.parse(out) as Record<string, number>;
    expect(trained).toMatchObject({ out: 'underscores', stopped: false, last: { epoch: 1 } });
    expect(trained['peakMemoryBytes']).toBeGreaterThan(process.memoryUsage.rss() / 2);
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

test('--stop-on-collapse fails when all images get one feature, and the run can be resumed', async () => {
  await makeImages('alike', imageNames(10, '.'));
  await jssl('train', 'alike', ...smallTraining, '--out', 'alike-run');
  // The same feature for every image, exactly, on every backend: batch norms of scale 0 and shift 1.
  const { tensors, metadata } = decodeSafetensors(readFileSync('alike-run/last.safetensors'));
  for (const [name, { data }] of Object.entries(tensors)) {
    if (/^(?!head).*(bn\d|downsample\.1)\.weight$/.test(name)) data.fill(0);
    if (/^(?!head).*(bn\d|downsample\.1)\.bias$/.test(name)) data.fill(1);
  }
  const { checksum, ...others } = metadata;
  expect(checksum).toBeDefined();
  writeFileSync('constant.safetensors', encodeSafetensors(tensors, others));
  const still = ['--init-from', 'constant.safetensors', '--lr', '1e-12'];
  const flags = ['--method', 'simclr', ...still, '--out', 'collapsed', '--stop-on-collapse'];
  const { code, notes } = await jssl('train', 'alike', ...smallTraining, ...flags);
  expect(notes).toMatch(
    /the encoder has collapsed: .* \(spread 0\.000, effective rank 1\.000\); try /,
  );
  expect(code).toBe(1);
  expect(notes.split('\n').at(-1)).toMatch(
    /^jssl: stopped after epoch 1: .*; its checkpoint is in collapsed$/,
  );
  const more = await jssl('train', '--resume', 'collapsed', '--epochs', '2', '--no-report');
  expect(more.code).toBe(0);
  expect(more.notes).toContain('the encoder has collapsed');
});

test('images not in a class folders train without kNN, and cannot be measured', async () => {
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
    /^jssl: evaluation needs labeled training and test images, but these have no labels or no test images; /m,
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
  const settings = ['--format', 'unlabeled', '--out', 'unlabeled-run'];
  const { code, notes } = await jssl('train', 'nested', ...smallTraining, ...settings);
  expect(code).toBe(0);
  expect(notes).toContain('nested: 15 training images 8x8x3, no classes: no kNN');
  const knn = await jssl('knn', 'unlabeled-run');
  expect(knn.code).toBe(2);
  expect(knn.notes).toMatch(/^jssl: evaluation needs labeled training and test images/m);
});

test('data list names the known sets with their licenses and how to get them', async () => {
  const { code, out } = await jssl('data', 'list');
  expect(code).toBe(0);
  expect(out).toMatch(/^fashion-mnist: .*\n {2}license: MIT\n {2}to get it: jssl data get/);
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

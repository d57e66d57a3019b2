import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

import { main } from './main.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a command line and collects what it writes. */
async function jssl(...argv: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await main(argv, {
    out: (line) => out.push(line),
    note: (line) => notes.push(line),
    status: undefined,
  });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

/** Two classes of small images, red and blue, and one file that is no image. */
async function makeImages(): Promise<string> {
  const data = join(folder, 'images');
  for (const [name, background] of [
    ['blue', { r: 20, g: 30, b: 220 }],
    ['red', { r: 220, g: 30, b: 20 }],
  ] as const) {
    mkdirSync(join(data, name), { recursive: true });
    for (let index = 0; index < 20; index++) {
      const colour = { ...background, g: background.g + 5 * index };
      await sharp({ create: { width: 8, height: 8, channels: 3, background: colour } })
        .png()
        .toFile(join(data, name, `${index}.png`));
    }
  }
  writeFileSync(join(data, 'red', 'broken.png'), 'not an image');
  return data;
}

const small = [
  ...['--arch', 'resnet18', '--width', '4', '--feature_dim', '8', '--m', '16'],
  ...['--batch_size', '8', '--epochs', '1', '--k', '5'],
];

test('train, knn and linear on a folder of images', async () => {
  const data = await makeImages();
  const run = join(folder, 'run');
  const trained = await jssl('train', data, ...small, '--out', run);
  expect(trained.code).toBe(0);
  expect(trained.out).toContain('last epoch 1: loss ');
  expect(trained.out.endsWith(run)).toBe(true);
  expect(trained.notes).toContain('1 image was skipped as unreadable:');
  expect(trained.notes).toContain('red/broken.png');
  const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8')) as {
    config: { batchSize: number };
  };
  expect(config.config.batchSize).toBe(8);

  const knn = await jssl('knn', run, '--json');
  expect(knn.code).toBe(0);
  const rows = JSON.parse(knn.out) as { name: string; top1: number }[];
  expect(rows.map(({ name }) => name)).toEqual([
    'trained encoder',
    'raw pixels',
    'random weights',
    'chance',
  ]);
  expect(rows.find(({ name }) => name === 'raw pixels')?.top1).toBe(1);
  expect(rows.find(({ name }) => name === 'chance')?.top1).toBe(0.5);

  const linear = await jssl('linear', '--model_path', run, '--fast', '--json');
  expect(linear.code).toBe(0);
  const probes = JSON.parse(linear.out) as { name: string; top1: number }[];
  expect(probes.find(({ name }) => name === 'raw pixels')?.top1).toBe(1);

  const augmented = await jssl(
    'linear',
    '--model-path',
    run,
    '--epochs',
    '1',
    '--batch-size',
    '16',
  );
  expect(augmented.code).toBe(0);
  expect(augmented.out).toMatch(/trained encoder +\d+\.\d\d %/);

  const again = await jssl('train', data, ...small, '--out', run);
  expect(again.code).toBe(2);
  expect(again.notes).toContain(`jssl: --out must be a new folder, got ${run}, which exists`);
});

test.each([
  [['train', 'no-such-folder'], 'no-such-folder'],
  [['train', '.', '--temperature', '0'], 'jssl: --temperature must be a number above 0, got 0'],
  [['train', '.', '--temperature', 'NaN'], 'It must be a number.'],
  [['train', '.', '--arch', 'resnet20'], 'jssl: --arch must be one of resnet18'],
  [['train', '.', '--epoch', '3'], '(Did you mean --epochs?)'],
  [['train', '.', '--m', '16'], 'jssl: --m must be at least the batch size'],
  [['knn', 'no-such-run'], 'jssl: there is no run folder or weights file at no-such-run'],
  [['linear'], "required option '--model-path <path>' not specified"],
  [['data', 'get', 'fashion-mnis'], 'fashion-mnist'],
  [['trian'], '(Did you mean train?)'],
])('wrong use %j ends with code 2 and one sentence', async (argv, sentence) => {
  const { code, out, notes } = await jssl(...argv);
  expect(notes).toContain(sentence);
  expect(out).toBe('');
  expect(code).toBe(2);
});

test('help teaches: defaults and an example', async () => {
  const { code, out } = await jssl('train', '--help');
  expect(code).toBe(0);
  expect(out).toContain('(default: 256)');
  expect(out).toContain('jssl train photos --arch resnet18');
});

test('data list names the known sets with their licences', async () => {
  const { code, out } = await jssl('data', 'list');
  expect(code).toBe(0);
  expect(out).toMatch(/fashion-mnist +MIT/);
});

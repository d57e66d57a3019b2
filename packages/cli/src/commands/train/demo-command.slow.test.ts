import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import type * as Data from '@jssl/data';

import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

const mockOpen = jest.fn<Promise<Data.Dataset>, [name: string]>();
const mockReads = jest.fn<undefined, [split: string, images: number]>();

/** In place of a download: images [8, 8, 1] of ten classes that differ in their brightest row. */
function mockImages(split: string, length: number): Data.ImageSet {
  const labels = Int32Array.from({ length }, (_, index) => index % 10);
  return {
    length,
    labels,
    name: (index) => `${split}-${index}`,
    attributes: {
      identity: Array.from({ length }, (_, index) => String(index >> 1)),
      vendor: Array.from({ length }, (_, index) => String(index % 2)),
    },
    read: (indices) => {
      mockReads(split, indices.length);
      return Uint8Array.from({ length: indices.length * 64 }, (_, at) => {
        const image = indices[Math.floor(at / 64)] ?? NaN;
        const row = Math.floor((at % 64) / 8);
        return row === image % 8 ? 255 : ((at % 64) * 37 + image * 11) % 100;
      });
    },
  };
}

jest.mock('@jssl/data', () => ({
  ...jest.requireActual<typeof Data>('@jssl/data'),
  openDataset: mockOpen.mockImplementation((name) =>
    Promise.resolve({
      name,
      kind: 'known',
      partners: { attribute: 'identity', across: 'vendor' },
      classes: '0 1 2 3 4 5 6 7 8 9'.split(' '),
      height: 8,
      width: 8,
      channels: 1,
      mean: [0.3],
      std: [0.3],
      train: mockImages('train', 64),
      test: mockImages('test', 100),
      testOrigin: 'test',
      skipped: [],
      fingerprint: 'none',
    }),
  ),
}));

/** As small as a demo can be. */
jest.mock('../../../../workflows/src/demo/demo-settings.js', () => {
  const actual = jest.requireActual<{ demoSettings: Record<string, object> }>(
    '../../../../workflows/src/demo/demo-settings.js',
  );
  const small = {
    ...{ width: 4, featureDim: 8, imageSize: 8, batchSize: 64, lr: 2e-3 },
    ...{ epochs: 1, warmupEpochs: 0, evalEvery: 1 },
  };
  const { emoji, 'fashion-mnist': fashion } = actual.demoSettings;
  return {
    ...actual,
    demoSettings: { emoji: { ...emoji, ...small }, 'fashion-mnist': { ...fashion, ...small } },
  };
});

useWorkplace();

interface Result {
  readonly out: string;
  readonly seconds: number;
  readonly verdict: string;
  readonly judgment: { readonly sentence: string; readonly outcome: string };
  readonly neighbors?: string;
  readonly rows: readonly {
    readonly name: string;
    readonly knn: { readonly top1: number };
    readonly linear?: { readonly top1: number };
    readonly retrieval?: { readonly recall: readonly number[] };
    readonly fewLabels?: number;
  }[];
}

const names = ['trained encoder', 'raw pixels', 'random weights', 'chance'];

test('the demo looks for partners, and draws a page of neighbors', async () => {
  const { code, out, notes } = await jssl('demo', '--json');
  expect(code).toBe(0);
  const { seconds, rows, verdict, judgment, ...result } = JSON.parse(out) as Result;
  expect(result).toEqual({
    out: 'runs/demo',
    data: 'emoji',
    neighbors: 'runs/demo/neighbors.html',
  });
  expect(rows.map(({ name }) => name)).toEqual(names);
  expect(rows[3]).toMatchObject({ knn: { top1: 0.1 }, retrieval: { queries: 100 } });
  expect(rows[0]?.linear).toBeUndefined();
  expect(verdict).toMatch(
    /^The other vendor's drawing is among the first five for \d+\.\d % of the test drawings \(.*: \d+\.\d %\)\. .*\(95 % interval .*, 50 emoji\)/,
  );
  expect(judgment.sentence).toBe(verdict);
  expect(['better', 'worse', 'undecided']).toContain(judgment.outcome);
  expect(out).not.toContain('perQuery');
  const written = JSON.parse(readFileSync('runs/demo/demo.json', 'utf8')) as Result;
  expect(written).toMatchObject({ seconds, rows, verdict });
  expect(readFileSync('runs/demo/neighbors.html', 'utf8')).toContain('<h1');
  expect(existsSync('runs/demo/report.html')).toBe(true);
  expect(notes).not.toContain('jssl: ');
});

test('a finished demo is shown again, as a table and as JSON', async () => {
  mockReads.mockClear();
  const { code, out, notes } = await jssl('demo');
  expect(code).toBe(0);
  expect(notes).toBe(
    'runs/demo holds a finished demo; jssl demo --again repeats it\nwrote runs/demo/neighbors.html',
  );
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^emoji, test images +same emoji first +among first 5 +mAP +kNN top-1$/);
  expect(lines[5]).toMatch(/^chance( +\d+\.\d\d %){3} +10\.00 %$/);
  expect(lines[6]).toBe('');
  expect(lines[7]).toMatch(/^The other vendor's drawing/);
  expect(lines[8]).toMatch(/^took (\d+m )?\d+s$/);
  expect(lines[9]).toBe('runs/demo');
  expect((JSON.parse((await jssl('demo', '--json')).out) as Result).rows).toHaveLength(4);
  expect(mockReads).not.toHaveBeenCalled();
  const other = await jssl('demo', 'fashion-mnist', '--out', 'runs/demo');
  expect(other).toMatchObject({
    code: 2,
    notes:
      'jssl: runs/demo/demo.json is of the demo on emoji, not fashion-mnist; choose another folder',
  });
});

test('labels are counted without training again', async () => {
  const few = ['demo', '--labels-per-class', '2', '--json'];
  const { out, notes } = await jssl(...few);
  const { rows } = JSON.parse(out) as Result;
  expect(notes).toMatch(/^Measuring it on the test images, compared with the baselines\.$/m);
  expect(notes).not.toContain('Training');
  expect(rows.map(({ fewLabels = NaN }) => fewLabels >= 0 && fewLabels <= 1)).toEqual(
    names.map(() => true),
  );
  expect(JSON.parse((await jssl(...few)).out)).toMatchObject({ rows });
  expect(await jssl('demo', '--labels-per-class', '99')).toMatchObject({
    code: 2,
    notes: expect.stringMatching(
      /jssl: --labels-per-class must be a whole number of images from 1 to \d+, the training images of the smallest class, got 99$/,
    ) as unknown,
  });
});

test('the result of an older demo, which has only the sentence, is shown too', async () => {
  const { out } = await jssl('demo', '--json');
  const { judgment: _, out: folder, ...older } = JSON.parse(out) as Result;
  writeFileSync(`${folder}/demo.json`, JSON.stringify({ ...older, verdict: 'training helped' }));
  expect((await jssl('demo')).out.split('\n').slice(6, 8)).toEqual(['', 'training helped']);
});

test('a damaged result says how to repeat the demo', async () => {
  writeFileSync('runs/demo/demo.json', '{');
  const { code, notes } = await jssl('demo');
  expect(code).toBe(2);
  expect(notes.split('\n').at(-1)).toMatch(
    /^jssl: --again must be true to replace runs\/demo\/demo\.json, which cannot be read \(.*\), got false$/,
  );
});

test('a demo that did not finish is made anew without a word, another run is not', async () => {
  rmSync('runs/demo/demo.json');
  const config = readFileSync('runs/demo/config.json', 'utf8');
  writeFileSync('runs/demo/config.json', config.replace('"lr": 0.002', '"lr": 0.003'));
  const refused = await jssl('demo', '--again');
  expect(refused).toMatchObject({
    code: 2,
    notes: 'jssl: runs/demo holds something other than a demo; choose another folder',
  });
  expect(existsSync('runs/demo/last.safetensors')).toBe(true);
  writeFileSync('runs/demo/config.json', config);
  mockOpen.mockRejectedValueOnce(new Error('no such images today'));
  const started = await jssl('demo', '--seed', '1', '--epochs', '3');
  expect(started.notes).toMatch(/^Training a small ResNet-18 .*\njssl: no such images today$/);
});

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import type * as Data from '@jssl/data';

import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

const mockOpen = jest.fn<Promise<Data.Dataset>, [name: string]>();
const mockReads = jest.fn<undefined, [split: string, images: number]>();

/** In place of a download: images [4, 4, 1] of ten classes that differ in their brightest pixel. */
function mockImages(split: string, length: number): Data.ImageSet {
  const labels = Int32Array.from({ length }, (_, index) => index % 10);
  return {
    length,
    labels,
    name: String,
    read: (indices) => {
      mockReads(split, indices.length);
      return Uint8Array.from({ length: indices.length * 16 }, (_, at) => {
        const image = indices[Math.floor(at / 16)] ?? NaN;
        return at % 16 === image % 10 ? 255 : ((at % 16) * 37 + image * 11) % 100;
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
      classes: '0 1 2 3 4 5 6 7 8 9'.split(' '),
      height: 4,
      width: 4,
      channels: 1,
      mean: [0.3],
      std: [0.3],
      train: mockImages('train', 256),
      test: mockImages('test', 100),
      testOrigin: 'test',
      skipped: [],
      fingerprint: 'none',
    }),
  ),
}));

useWorkplace();

interface Result {
  readonly out: string;
  readonly seconds: number;
  readonly knn: { readonly name: string; readonly top1: number }[];
  readonly linear: { readonly name: string; readonly top1: number }[];
}

test('demo trains, and embeds training and test images once for each of three extractors', async () => {
  const { code, out, notes } = await jssl('demo', '--json');
  expect(code).toBe(0);
  const result = JSON.parse(out) as Result;
  const names = ['trained encoder', 'raw pixels', 'random weights', 'chance'];
  expect(result.out).toBe('runs/demo');
  for (const rows of [result.knn, result.linear]) {
    expect(rows.map(({ name }) => name)).toEqual(names);
    expect(rows[3]?.top1).toBe(0.1);
  }
  expect(JSON.parse(readFileSync('runs/demo/demo.json', 'utf8'))).toEqual({
    seconds: result.seconds,
    knn: result.knn,
    linear: result.linear,
  });
  // The measuring comes last.
  expect(mockReads.mock.calls.slice(-6)).toEqual(
    Array.from({ length: 3 }, () => [
      ['train', 256],
      ['test', 100],
    ]).flat(),
  );
  expect(existsSync('runs/demo/report.html')).toBe(true);
  expect(notes).not.toContain('jssl: ');
});

test('a finished demo is shown again, as a table and as JSON', async () => {
  mockReads.mockClear();
  const { code, out, notes } = await jssl('demo');
  expect(code).toBe(0);
  expect(notes).toBe('runs/demo holds a finished demo; jssl demo --again repeats it');
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^Fashion-MNIST, test images +kNN top-1 +linear top-1$/);
  expect(lines[5]).toMatch(/^chance +10\.00 % +10\.00 %$/);
  expect(lines[6]).toMatch(/^took (\d+m )?\d+s$/);
  expect(lines[7]).toBe('runs/demo');
  const { linear } = JSON.parse((await jssl('demo', '--json')).out) as Result;
  expect(linear).toHaveLength(4);
  expect(mockReads).not.toHaveBeenCalled();
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
  writeFileSync('runs/demo/config.json', config.replace('"m": 1024', '"m": 512'));
  const refused = await jssl('demo', '--again');
  expect(refused).toMatchObject({
    code: 2,
    notes: 'jssl: runs/demo holds something other than a demo; choose another folder',
  });
  expect(existsSync('runs/demo/last.safetensors')).toBe(true);
  writeFileSync('runs/demo/config.json', config);
  mockOpen.mockRejectedValueOnce(new Error('no such images today'));
  const begun = await jssl('demo', '--seed', '1');
  expect(begun.notes).toMatch(/^Training a ResNet-18 .*\njssl: no such images today$/);
});

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Dataset, Progress } from '../dataset/dataset.js';
import { getDataset } from './known-datasets.js';

let cacheFolder: string;
let dataset: Dataset;
const phases = new Set<Progress['phase']>();
beforeAll(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'jssl-fashion-'));
  dataset = await getDataset('fashion-mnist', {
    cacheFolder,
    onProgress: ({ phase }) => phases.add(phase),
  });
});
afterAll(async () => {
  await rm(cacheFolder, { recursive: true });
});

const indicesOf = (length: number) => Int32Array.from({ length }, (_, index) => index);

test('60,000 and 10,000 gray images 28×28 under the license of their makers', () => {
  expect(dataset).toMatchObject({
    name: 'fashion-mnist',
    kind: 'known',
    height: 28,
    width: 28,
    channels: 1,
    testOrigin: 'test',
    license: 'MIT',
    skipped: [],
    train: { length: 60_000 },
    test: { length: 10_000 },
  });
  expect(dataset.credit).toContain('1708.07747');
  expect(dataset.classes).toHaveLength(10);
});

test('every class has 6,000 and 1,000 images, which come in turn', () => {
  for (const [set, count] of [
    [dataset.train, 6000],
    [dataset.test, 1000],
  ] as const) {
    const labels = [...(set?.labels ?? [])];
    expect(labels).toEqual(Array.from({ length: 10 * count }, (_, index) => index % 10));
  }
});

test('the first image of each class within the package is its first test image', () => {
  expect(dataset.test?.name(0)).toBe('0/0000');
  expect(dataset.test?.name(9)).toBe('9/0000');
  expect(dataset.train.name(0)).toBe('0/1000');
  expect(dataset.train.name(59_999)).toBe('9/6999');
});

// The pixels were also put together and hashed without this package's code.
test('the pixels are the known ones', () => {
  const hash = createHash('sha256');
  for (const set of [dataset.train, dataset.test])
    hash.update(set?.read(indicesOf(set.length)) ?? '');
  expect(hash.digest('hex')).toBe(
    '697c15e5561d290495ddefeaecdf717610b1fe12efa78bbf5d05bb4234e55851',
  );
  expect(dataset.fingerprint).toBe(
    '433ad71fb4217950799b8b0c0d129ba8947f5f70604e84f13d5820c46ec91246',
  );
});

test('mean and deviation are near those of the official training images, which are others', () => {
  // 0.2860 and 0.3530 in the literature.
  expect(dataset.mean[0]).toBeCloseTo(0.286, 3);
  expect(dataset.std[0]).toBeCloseTo(0.353, 3);
});

test('the second time nothing is downloaded and nothing reported', async () => {
  expect([...phases]).toEqual(['downloading', 'packing']);
  const onProgress = jest.fn();
  const again = await getDataset('fashion-mnist', { cacheFolder, onProgress });
  expect(onProgress).not.toHaveBeenCalled();
  expect(again.fingerprint).toBe(dataset.fingerprint);
});

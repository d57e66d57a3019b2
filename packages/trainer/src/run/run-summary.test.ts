import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { smallConfig } from '../fixtures/small-config.js';
import { readRunSummary } from './run-summary.js';

const firstEpoch = {
  ...{ epoch: 1, trainLoss: 8, temperature: 0.5 },
  ...{ imagesPerSecond: 250, durationSeconds: 100, dataWaitShare: 0.02 },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-report-'));
  writeFileSync(join(folder, 'metrics.jsonl'), `${JSON.stringify(firstEpoch)}\n`);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (recorded: object) => {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(recorded));
  return readRunSummary(folder);
};

test('a run tells its settings, command, images and environment, without folders of the machine', () => {
  const summary = read({
    config: smallConfig,
    precision: 'f32',
    convolution: 'winograd V1',
    command: 'jssl train photos',
    data: { name: 'photos', fingerprint: 'abc', mean: [0.5] },
    engine: { name: 'native', gpu: false, folder: '/home/somebody/cache' },
    versions: { jssl: '0.1.0', node: 'v20' },
  });
  expect(summary).toMatchObject({
    config: { arch: 'resnet18', m: 32 },
    metrics: [{ epoch: 1, trainLoss: 8 }],
    command: 'jssl train photos',
    data: 'photos',
    fingerprint: 'abc',
    environment: [
      ['jssl', '0.1.0'],
      ['node', 'v20'],
      ['engine name', 'native'],
      ['engine gpu', 'false'],
      ['precision', 'f32'],
      ['convolution', 'winograd V1'],
    ],
  });
  expect(JSON.stringify(summary)).not.toContain('somebody');
});

test('what a run does not tell, or tells as something else, is undefined', () => {
  expect(read({ config: smallConfig, command: 3, data: [], engine: 'x' })).toMatchObject({
    command: undefined,
    data: undefined,
    fingerprint: undefined,
    environment: [],
  });
  expect(read({ config: smallConfig, source: 'photos' }).data).toBe('photos');
});

test('a folder of something else, or settings of another version, are refused', () => {
  expect(() => read({})).toThrow(/config\.json has no settings under config/);
  expect(() => read({ config: { arch: 'vit' } })).toThrow(/config\.json is damaged: .*arch/);
});

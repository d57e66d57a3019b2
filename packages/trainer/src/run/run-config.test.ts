import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';

import { smallConfig } from '../fixtures/small-config.js';
import { defaultTrainConfig } from '../settings/train-settings.js';
import { readRunConfig } from './run-config.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string) {
  writeFileSync(join(folder, 'config.json'), content);
  return readRunConfig(folder);
}

test('what a run wrote comes back, all of it', () => {
  const written = {
    config: smallConfig,
    precision: 'f32',
    source: '/photos',
    engine: { gpu: false },
  };
  expect(read(JSON.stringify(written))).toEqual(written);
});

test('settings that an older run did not have are the default ones, and unknown ones are left out', () => {
  const { config, ...rest } = read('{"config": {"k": 7, "color": "red", "limit": 300}}');
  expect(config).toEqual({ ...defaultTrainConfig, k: 7, limit: 300 });
  expect(rest).toEqual({});
});

test('JSON’s special names are only names', () => {
  const { config } = read('{"config": {"k": 7, "__proto__": {"lr": 9}, "constructor": 1}}');
  expect(config).toEqual({ ...defaultTrainConfig, k: 7 });
  expect(config.lr).toBe(1e-3);
  expect(({} as { lr?: number }).lr).toBeUndefined();
});

test('a folder without one is not a run', () => {
  const use = () => readRunConfig(folder);
  expect(use).toThrow(InputError);
  expect(use).toThrow(
    `${folder} is not a run folder: it has no config.json; pass the folder of a training run`,
  );
  expect(() => readRunConfig(join(folder, 'nowhere'))).toThrow(/nowhere is not a run folder/);
});

test('a folder in its place cannot be read', () => {
  mkdirSync(join(folder, 'config.json'));
  expect(() => readRunConfig(folder)).toThrow(
    /config\.json is a folder, which cannot be read as a file; pass a file$/,
  );
});

test.each(['', '{', '{"config": {}', 'config: {}'])('%j is not JSON', (content) => {
  expect(() => read(content)).toThrow(
    `${join(folder, 'config.json')} is damaged: it is not JSON; use another copy of the run`,
  );
});

test.each(['null', '3', '"text"', '[]', '{}', '{"config": null}', '{"config": [1]}'])(
  '%s holds no settings',
  (content) => {
    expect(() => read(content)).toThrow(
      new InputError(
        `${join(folder, 'config.json')} has no settings under config; pass the folder of a training run`,
      ),
    );
  },
);

test.each<[Record<string, unknown>, string]>([
  [{ k: '5' }, 'k must be a whole number of neighbors, at least 1, got 5'],
  [{ k: null }, 'k must be a whole number of neighbors, at least 1, got null'],
  [{ temperature: [0.5] }, 'temperature must be a number above 0, got 0.5'],
  [{ momentum: '0.9' }, 'momentum must be in [0, 1), got 0.9'],
  [{ weightDecay: '0' }, 'weightDecay must be a number of at least 0, got 0'],
  [{ weights: '0.8' }, 'weights must be three numbers of at least 0, not all 0, got 0.8'],
  [{ weights: [1, 1] }, 'weights must be three numbers of at least 0, not all 0, got 1,1'],
  [
    { cropScale: ['0.1', 1] },
    'cropScale must be two shares of the area, 0 < smallest <= largest <= 1, got 0.1,1',
  ],
  [
    { cropScale: 1 },
    'cropScale must be two shares of the area, 0 < smallest <= largest <= 1, got 1',
  ],
  [{ imageSize: true }, 'imageSize must be a whole number of pixels from 8 to 1024, got true'],
  [{ stem: 3 }, 'stem must be one of small, imagenet, got 3'],
  [{ stem: { toString: 1 } }, 'stem must be one of small, imagenet, got {"toString":1}'],
  [{ stem: [{}] }, 'stem must be one of small, imagenet, got [{}]'],
  [{ stem: 'x\n\u009b31m' }, 'stem must be one of small, imagenet, got x\\u000a\\u009b31m'],
  [{ stem: 'x'.repeat(100) }, `stem must be one of small, imagenet, got ${'x'.repeat(80)}`],
])('%j is of the wrong type', (config, message) => {
  const use = () => read(JSON.stringify({ config }));
  expect(use).toThrow(InputError);
  expect(use).toThrow(
    `${join(folder, 'config.json')} is damaged: ${message}; use another copy of the run`,
  );
});

test('a source that is no text is refused', () => {
  expect(() => read('{"config": {}, "source": 7}')).toThrow(
    /is damaged: source must be text, got 7; use another copy of the run$/,
  );
});

import fs, { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EpochMetrics } from '../metrics/metrics-table.js';
import { hasCheckpoint, readCheckpoint, removeOldCheckpoints } from '../run/checkpoint-file.js';
import { checkpointFolder, openRunFolder } from '../run/run-folder.js';
import { writeEpochFiles } from './epoch-files.js';

// Its thread is of no use here.
jest.mock('../run/lock/lock-heartbeat.js', () => ({
  BEAT_MS: 5000,
  startHeartbeat: () => () => 0,
}));

const EPOCHS = 2;
let folder: string;
let run: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-epochs-'));
  run = join(folder, 'run');
  jest.spyOn(fs, 'fsyncSync').mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The last epoch is the best one. */
const metricsOf = (epoch: number) => {
  const numbers = { trainLoss: 1 / epoch, temperature: 0.5, imagesPerSecond: 9 };
  const accuracy = { validationTop1: epoch === 2 ? 90 : 50 };
  return { epoch, ...numbers, ...accuracy, durationSeconds: 1, dataWaitShare: 0 } as EpochMetrics;
};
const weightsOf = (epoch: number) => new Uint8Array(20).fill(epoch);

/** Does what a training does with files, from the last checkpoint on; returns the names it repaired. */
function trainOn(): readonly string[] {
  mkdirSync(run, { recursive: true });
  const files = openRunFolder(run);
  const isStarted = hasCheckpoint(checkpointFolder(run));
  const { state } = isStarted ? readCheckpoint(checkpointFolder(run)) : { state: { metrics: [] } };
  let { metrics } = state as { metrics: EpochMetrics[] };
  const weights = metrics.length > 0 ? weightsOf(metrics.length) : undefined;
  if (isStarted) removeOldCheckpoints(checkpointFolder(run));
  const repaired = writeEpochFiles(files, { metrics }, { weights, repair: true });
  for (let epoch = metrics.length + 1; epoch <= EPOCHS; epoch++) {
    metrics = [...metrics, metricsOf(epoch)];
    const tensors = { a: { shape: [1], data: Float32Array.of(epoch) } };
    files.writeCheckpoint(2 * epoch, { tensors, state: { metrics } });
    writeEpochFiles(files, { metrics }, { weights: weightsOf(epoch) });
  }
  files.dispose();
  return repaired;
}

/** All files of the run. */
function contents(): Record<string, string> {
  const names = readdirSync(run, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => name !== 'checkpoint').sort();
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(run, name), 'hex')]));
}

const stopped = new Error('stopped');

/**
 * Lets every call that changes files fail from the one with this number on; returns how many there were. A
 * process that was killed does nothing more, so whatever cleans up after the first failure fails too.
 */
function failFrom(first: number, error: Error, names: readonly (keyof typeof fs)[]): () => number {
  let calls = 0;
  for (const name of names) {
    const real = (name === 'fsyncSync' ? () => undefined : fs[name]) as (
      ...args: unknown[]
    ) => unknown;
    jest.spyOn(fs, name as 'writeSync').mockImplementation((...args: unknown[]) => {
      if (name === 'openSync' && args[1] === 'r') return real(...args) as never;
      if (++calls >= first) throw error;
      return real(...args) as never;
    });
  }
  return () => calls;
}

const removeLock = () => {
  for (const name of readdirSync(run)) if (name.startsWith('lock')) rmSync(join(run, name));
};

describe.each<[string, Error, readonly (keyof typeof fs)[]]>([
  [
    'a kill',
    stopped,
    [
      'openSync',
      'writeSync',
      'fsyncSync',
      'renameSync',
      'rmSync',
      'linkSync',
      'mkdirSync',
      'writeFileSync',
    ],
  ],
  [
    'a full disk',
    Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' }),
    ['openSync', 'writeSync', 'fsyncSync', 'linkSync', 'mkdirSync', 'writeFileSync'],
  ],
])('%s', (_, error, names) => {
  test('at any call loses no file of an epoch', () => {
    trainOn();
    const whole = contents();
    expect(Object.keys(whole)).toEqual([
      'best.safetensors',
      'checkpoint/current.json',
      'checkpoint/previous.json',
      'checkpoint/state-2.safetensors',
      'checkpoint/state-4.safetensors',
      'last.safetensors',
      'metrics.csv',
      'metrics.jsonl',
    ]);
    let afterLastCheckpoint = 0;
    for (let call = 1; ; call++) {
      rmSync(run, { recursive: true });
      const calls = failFrom(call, error, names);
      let isStopped = false;
      try {
        trainOn();
      } catch (thrown) {
        expect(thrown).toBe(error);
        isStopped = true;
      }
      const done = calls() < call;
      jest.restoreAllMocks();
      jest.spyOn(fs, 'fsyncSync').mockImplementation();
      if (done) break;
      if (existsSync(run)) removeLock();
      const repaired = trainOn();
      expect(contents()).toEqual(whole);
      // Here the metrics of the last epoch were lost for ever.
      const isLast = (name: string) => whole[name] !== undefined;
      if (isStopped && repaired.length > 0) {
        expect(repaired.every(isLast)).toBe(true);
        afterLastCheckpoint++;
      }
    }
    expect(afterLastCheckpoint).toBeGreaterThan(10);
  });
});

test('within an epoch only the metrics are written', () => {
  mkdirSync(run);
  const files = openRunFolder(run);
  expect(writeEpochFiles(files, { metrics: [metricsOf(1)] }, { weights: undefined })).toEqual([
    'metrics.csv',
    'metrics.jsonl',
  ]);
  files.dispose();
});

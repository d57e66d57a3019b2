import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';

import { makeRuns, small } from '../fixtures/make-runs.js';
import { useWorkplace } from '../fixtures/use-workplace.js';
import { measureKnn } from '../measure/measure-knn.js';
import { resume } from './resume.js';
import { train } from './train.js';
import type { StartedTraining } from './training.js';

useWorkplace();
beforeAll(makeRuns);

test('a report that cannot be made does not fail the training', async () => {
  writeFileSync('runs/photos/report.html', 'mine');
  const { last, report, reportError } = await resume('runs/photos', { epochs: 2 });
  expect(last?.epoch).toBe(2);
  expect(report).toBeUndefined();
  expect(reportError?.message).toMatch(
    /^runs\/photos\/report\.html exists and is not a JSSL report/,
  );
  expect(readFileSync('runs/photos/report.html', 'utf8')).toBe('mine');
});

test('a training that is aborted is saved; a measurement rejects with the reason', async () => {
  const stop = new AbortController();
  const options = {
    out: 'runs/stopped',
    signal: stop.signal,
    onStep: () => {
      stop.abort(new Error('enough'));
    },
  };
  expect(await train('photos', small, options)).toMatchObject({ stopped: true });
  expect((await resume('runs/stopped', {}, { report: false })).last?.epoch).toBe(1);
  await expect(measureKnn('runs/photos', { signal: stop.signal })).rejects.toThrow('enough');
});

test('the images, the settings and the folder are known before the first step', async () => {
  const started: string[] = [];
  await train('photos', small, {
    ...{ out: 'runs/started', report: false },
    onStart: ({ out, config, data }) => started.push(out, config.arch, data.name),
    onStep: ({ step }) => started.push(String(step)),
  });
  expect(started.slice(0, 4)).toEqual(['runs/started', 'resnet18', 'photos', '1']);
});

test('settings are derived, but not for a preset or Tiny-ImageNet-200', async () => {
  cpSync('photos', 'tiny-imagenet-200', { recursive: true });
  const configOf = async (source: string, preset?: 'original' | 'small-data') => {
    const found: (string | number)[] = [];
    const options = {
      ...{ out: 'runs/never', preset },
      onStart: ({ config }: StartedTraining) => {
        const { method, arch, temperature, batchSize, epochs } = config;
        found.push(method, arch, temperature, batchSize, epochs);
        throw new Error('enough');
      },
    };
    const settings = { epochs: 3, batchSize: 8 };
    await expect(train(source, settings, options)).rejects.toThrow('enough');
    return found;
  };
  expect(await configOf('photos')).toEqual(['jaccard-simclr', 'resnet18', 0.05, 8, 3]);
  const original = ['jaccard-moco', 'resnet50', 0.5, 8, 3];
  expect(await configOf('tiny-imagenet-200')).toEqual(original);
  expect(await configOf('photos', 'original')).toEqual(original);
  expect((await configOf('photos', 'small-data'))[2]).toBe(0.1);
  expect(existsSync('runs/never')).toBe(false);
});

import { readFileSync, writeFileSync } from 'node:fs';

import { makeRuns, small } from '../fixtures/make-runs.js';
import { useWorkplace } from '../fixtures/use-workplace.js';
import { measureKnn } from '../measure/measure-knn.js';
import { resume } from './resume.js';
import { train } from './train.js';

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

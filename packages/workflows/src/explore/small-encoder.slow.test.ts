import { writePhotos } from '@jssl/testing';

import { useWorkplace } from '../fixtures/use-workplace.js';
import { openRun } from '../runs/open-run.js';
import { openExploration } from './explore.js';

useWorkplace();
beforeAll(() => {
  writePhotos('.');
});

test.each([
  [
    undefined,
    'encoder',
    'the encoder small',
    /^Images are compared by the small encoder that comes with/,
  ],
  [
    'small',
    'encoder',
    'the encoder small',
    /^Images are compared by the small encoder that comes with/,
  ],
  ['pixels', 'pixels', 'raw pixels', /^Images are compared by their colors/],
])('images are explored with the encoder %s', async (encoder, kind, about, advice) => {
  const exploration = await openExploration('photos', { encoder });
  const { embedder, images } = exploration;
  await exploration.dispose();
  expect({ kind: embedder.kind, about: embedder.about }).toEqual({ kind, about });
  expect(embedder.advice).toMatch(advice);
  expect(images.length).toBe(20);
});

test('small is opened by its name', async () => {
  const run = await openRun('small');
  expect([run.path, run.featureSize, run.channels, run.recorded]).toEqual(['small', 128, 3, {}]);
  run.dispose();
});

import { copyFileSync } from 'node:fs';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  await jssl('train', 'images', ...smallTraining, '--out', 'run');
  await makeImages('copied', ['a.png', 'b.png', 'c red.png']);
  copyFileSync('copied/a.png', 'copied/d.png');
});

test('equal images are a group, for people and for programs', async () => {
  expect(await jssl('duplicates', 'run', 'copied', '--threshold', '1')).toEqual({
    code: 0,
    out: '2 images:\n  1.0000  a.png\n  1.0000  d.png',
    notes:
      'copied: images of another size are resized and center-cropped to 8x8, the size that the encoder was trained on\n' +
      '2 of 4 images in 1 group; similarities are to the first image of the group',
  });
  const { out } = await jssl('duplicates', 'run', 'copied', '--threshold', '1', '--json');
  const told = JSON.parse(out) as { groups: { name: string; similarity: number }[][] };
  expect(told).toMatchObject({
    images: 4,
    threshold: 1,
    groups: [[{ name: 'a.png' }, { name: 'd.png' }]],
  });
  // A float32 sum of 32 products.
  for (const { similarity } of told.groups.flat()) {
    expect(Math.abs(similarity - 1)).toBeLessThan(1e-6);
  }
});

test('at the lowest threshold all are one group', async () => {
  const { out } = await jssl('duplicates', 'run', 'copied', '--threshold', '-1');
  expect(out.split('\n')).toHaveLength(5);
});

test('that there are none is said', async () => {
  await makeImages('single', ['one.png']);
  expect(await jssl('duplicates', 'run', 'single')).toMatchObject({
    code: 0,
    out: '',
    notes: expect.stringMatching(
      /\nno two of 1 images have a similarity of 0.999 or more$/,
    ) as string,
  });
});

test.each(['1.5', '-2'])('a threshold of %s is refused', async (threshold) => {
  expect(await jssl('duplicates', 'run', 'copied', '--threshold', threshold)).toEqual({
    code: 2,
    out: '',
    notes: `jssl: --threshold must be a cosine from -1 to 1, got ${threshold}`,
  });
});

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import sharp from 'sharp';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();
beforeAll(async () => {
  await makeImages('flat', imageNames(20, '.'));
});

async function decode(file: string) {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const at = (left: number, top: number) => [
    ...data.subarray((top * info.width + left) * 3, (top * info.width + left) * 3 + 3),
  ];
  return { width: info.width, height: info.height, at };
}

test('random images are drawn on a sheet, others with another seed', async () => {
  expect(await jssl('data', 'preview', 'flat', '--images', '10')).toEqual({
    code: 0,
    out: 'preview.png',
    notes: '',
  });
  // Eight in a row, enlarged from 8 to 64 pixels, 4 between them.
  const sheet = await decode('preview.png');
  expect([sheet.width, sheet.height]).toEqual([8 * 68 + 4, 2 * 68 + 4]);
  const [red = 0, green = 0, blue = 0] = sheet.at(10, 10);
  expect([red, green % 5, blue]).toEqual([20, 0, 120]);
  await jssl('data', 'preview', 'flat', '--images', '10', '--seed', '1', '--out', 'other.png');
  expect(readFileSync('other.png').equals(readFileSync('preview.png'))).toBe(false);
});

test('with --views each image comes whole first, then as a training would see it', async () => {
  const settings = ['--images', '3', '--views', '--view-count', '4', '--out', 'views.png'];
  expect((await jssl('data', 'preview', 'flat', ...settings)).code).toBe(0);
  const views = await decode('views.png');
  expect([views.width, views.height]).toEqual([5 * 68 + 4, 3 * 68 + 4]);
  await jssl('data', 'preview', 'flat', '--images', '3', '--out', 'three.png');
  const images = await decode('three.png');
  for (const row of [0, 1, 2]) {
    const whole = views.at(20, 20 + 68 * row);
    expect(whole).toEqual(images.at(20 + 68 * row, 20));
  }
  // A view of one color is of one color, and jittered, mostly another.
  const colors = [0, 1, 2].flatMap((row) =>
    [1, 2, 3, 4].map((view) => views.at(20 + 68 * view, 20 + 68 * row).join()),
  );
  expect(new Set(colors).size).toBeGreaterThan(6);
});

test('the presets and every number of a view are flags, as of a training', async () => {
  const draw = async (...flags: string[]) => {
    const argv = ['--images', '2', '--out', 'flags.png', '--force', ...flags];
    expect(await jssl('data', 'preview', 'flat', ...argv)).toMatchObject({ code: 0, notes: '' });
    return readFileSync('flags.png', 'base64');
  };
  const pictures = [
    await draw('--views'),
    await draw('--views', 'simclr'),
    await draw('--views', '--jitter', '0,0,0,0'),
    await draw('--views', '--solarize-probability', '1', '--solarize-threshold', '0'),
  ];
  expect(new Set(pictures).size).toBe(4);
  expect(await draw('--views', 'original')).toBe(pictures[0]);
  // The only differences that images of one color show.
  const asSimclr = ['--jitter', '0.8,0.8,0.8,0.2', '--mean', '0,0,0', '--std', '1,1,1'];
  expect(await draw('--views', ...asSimclr, '--blur-probability', '0.5')).toBe(pictures[1]);
});

test('a file that exists is kept unless --force is given', async () => {
  writeFileSync('kept.png', 'mine');
  const argv = ['data', 'preview', 'flat', '--out', 'kept.png'];
  expect(await jssl(...argv)).toMatchObject({
    code: 2,
    notes:
      'jssl: --out must be a new file, got kept.png, which exists; choose another, or set --force to replace it',
  });
  expect(readFileSync('kept.png', 'utf8')).toBe('mine');
  expect((await jssl(...argv, '--force')).code).toBe(0);
  expect((await decode('kept.png')).width).toBe(8 * 68 + 4);
});

test.each([
  ['--images 0', '--images must be a whole number from 1 to 1000, got 0'],
  ['--view-count 0', '--view-count must be a whole number from 1 to 1000, got 0'],
  ['--crop-scale 0.2,1', '--crop-scale only applies to views: add --views'],
  ['--views byol', '--views must be one of original, moco-v2, simclr, got byol'],
  ['--views --blur-probability 2', '--blur-probability must be a probability from 0 to 1, got 2'],
  ['--views --blur-kernel 101', '--blur-kernel must be at most 15 for views of 8 pixels, got 101'],
  [
    '--out flat/sheet.png',
    'flat/sheet.png would lie among the images and become one of them; choose a file elsewhere',
  ],
])('data preview %s: one sentence', async (settings, sentence) => {
  expect(await jssl('data', 'preview', 'flat', ...settings.split(' '))).toEqual({
    code: 2,
    out: '',
    notes: `jssl: ${sentence}`,
  });
  expect(existsSync('flat/sheet.png')).toBe(false);
});

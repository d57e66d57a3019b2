import { readFileSync } from 'node:fs';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();

test("without settings it is the original's training on Tiny-ImageNet-200", async () => {
  const { code, out, notes } = await jssl('plan');
  expect({ code, notes }).toEqual({ code: 0, notes: '' });
  expect(out).toMatch(/^parameters +25,730,880$/m);
  expect(out).toMatch(/^steps per epoch +390$/m);
  // Two operations for each multiply-add, 3 + 1 passes: 8 times as many.
  const [, forward = '', training = ''] =
    /forward +([\d.]+) billion\n.* ([\d.]+) billion\n/.exec(out) ?? [];
  expect(Number(training) / Number(forward)).toBeCloseTo(8, 1);
  expect(out).toMatch(/^this processor, \d+ cores?, \d+ GiB +(yes|no) +\d+ +\S.* to .*$/m);
  expect(out).toMatch(/^NVIDIA H100, 80 GiB +(yes|no) +\d+ +\S.* to .*$/m);
});

test('a batch in parts fits where the whole one does not', async () => {
  const fits = async (...settings: string[]) => {
    const { out } = await jssl('plan', '--json', ...settings);
    const { devices } = JSON.parse(out) as { devices: { gibibytes: number; fits: boolean }[] };
    return devices.filter(({ fits }) => fits).length;
  };
  expect(await fits('--batch-size', '4096')).toBe(0);
  expect(await fits('--batch-size', '4096', '--accumulate', '128')).toBe(6);
});

test('--like a run of the same settings takes its time', async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  await jssl('train', 'images', ...smallTraining, '--out', 'run');
  const [line = ''] = readFileSync('run/metrics.jsonl', 'utf8').split('\n');
  const { durationSeconds } = JSON.parse(line) as { durationSeconds: number };
  const same = smallTraining.filter((argument) => argument !== '--no-report');
  const settings = ['--images', '18', '--image-size', '8', ...same];
  const { code, out } = await jssl('plan', '--json', '--like', 'run', ...settings);
  expect(code).toBe(0);
  const { secondsPerEpochHere } = JSON.parse(out) as { secondsPerEpochHere: number };
  expect(secondsPerEpochHere).toBeCloseTo(durationSeconds, 9);
  expect(await jssl('plan', '--like', 'nowhere')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('nowhere is not a run folder') as string,
  });
});

test('with images, their number and size are planned, and the time is measured here', async () => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  const settings = smallTraining.filter((argument) => argument !== '--no-report');
  const { code, out } = await jssl('plan', 'images', ...settings);
  expect(code).toBe(0);
  // A tenth of each class is held out for testing.
  expect(out).toMatch(/^18 training images\nsettings: jaccard-moco, resnet18/);
  expect(out).toMatch(/8x8x3, batch 8, M 16, 1 epoch$/m);
  expect(out).toMatch(/^here +\S.* per epoch, \S.* in total$/m);
  const planned = JSON.parse((await jssl('plan', 'images', ...settings, '--json')).out) as {
    images: object;
    secondsPerEpochHere: number;
  };
  expect(planned.images).toEqual({ count: 18, side: 8, channels: 3 });
  expect(planned.secondsPerEpochHere).toBeGreaterThan(0);
});

test.each([
  [['images', '--images', '5'], '--images and --channels follow from the images: leave them out'],
  [['images', '--channels', '1'], '--images and --channels follow from the images: leave them out'],
  [['--minutes', '5'], '--minutes and --labels need images: pass them, as in jssl plan photos'],
  [['images', '--minutes', '0'], '--minutes must be a number of minutes above 0, got 0'],
  [
    ['images', '--preset', 'original', '--batch-size', '32'],
    '--batch-size must be at most the number of training images, got 32 for 18 images; lower --batch-size',
  ],
])('plan %j is refused', async (argv, sentence) => {
  await makeImages('images', imageNames(10, 'blue', 'red'));
  const { code, out, notes } = await jssl('plan', ...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(notes).toContain(sentence);
});

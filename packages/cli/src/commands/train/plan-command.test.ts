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
  expect(await fits('--batch-size', '4096', '--accumulate', '128')).toBe(5);
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

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { imageNames, makeImages } from '../../fixtures/make-images.js';
import { jssl } from '../../fixtures/run-jssl.js';
import { smallTraining } from '../../fixtures/small-training.js';
import { useWorkplace } from '../../fixtures/use-workplace.js';

useWorkplace();

beforeAll(async () => {
  await makeImages('images', imageNames(12, 'red', 'blue'));
  const { code } = await jssl('train', 'images', ...smallTraining, '--out', 'run');
  expect(code).toBe(0);
});

test('the run’s encoder is written with its description, and replaced when that is asked for', async () => {
  const { code, out } = await jssl('export', 'run', '--to', 'onnx');
  expect(code).toBe(0);
  expect(out).toMatch(/^run\/onnx\/encoder\.onnx {2}\d+ kB\nrun\/onnx\/encoder\.json {2}\d+ B\n/);
  expect(readdirSync(join('run', 'onnx')).sort()).toEqual([
    'README.md',
    'encoder.json',
    'encoder.onnx',
  ]);
  expect(JSON.parse(readFileSync('run/onnx/encoder.json', 'utf8'))).toMatchObject({
    format: 'onnx',
    architecture: { name: 'resnet18', width: 4, stem: 'small' },
    input: { height: 8, width: 8, channels: 3 },
    output: { size: 32 },
    data: { name: 'images' },
  });

  const again = await jssl('export', 'run', '--to', 'onnx');
  expect(again.code).toBe(2);
  expect(again.notes).toContain('run/onnx, which exists; choose another, or set --force');
  expect((await jssl('export', 'run', '--to', 'onnx', '--force')).code).toBe(0);
});

test('TensorFlow.js gets a model and its weights in a folder of one’s own', async () => {
  const { code } = await jssl('export', 'run/last.safetensors', '--to', 'tfjs', '--out', 'site');
  expect(code).toBe(0);
  expect(readdirSync('site').sort()).toEqual([
    'README.md',
    'encoder.json',
    'model.json',
    'weights.bin',
  ]);
});

test('what is no export is not replaced, and what is no encoder not exported', async () => {
  const notOurs = await jssl('export', 'run', '--to', 'tfjs', '--out', 'images', '--force');
  expect(notOurs.code).toBe(2);
  expect(notOurs.notes).toContain(
    '--out must be a new folder or an earlier export (with encoder.json) to replace',
  );
  expect(existsSync('images/red/0.png')).toBe(true);

  writeFileSync('broken.safetensors', 'not much');
  const broken = await jssl('export', 'broken.safetensors', '--to', 'onnx', '--out', 'elsewhere');
  expect(broken.code).toBe(2);
  expect(broken.notes).toMatch(/broken\.safetensors cannot be read as safetensors/);
  expect(existsSync('elsewhere')).toBe(false);
});

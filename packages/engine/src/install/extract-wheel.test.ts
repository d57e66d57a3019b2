import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeZip } from '../fixtures/write-zip.js';
import { extractWheel, isNeeded, tensorflowMembers } from './extract-wheel.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-wheel-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('only what is selected is extracted, and the progress ends at the whole', async () => {
  const wheel = join(folder, 'a.whl');
  writeZip(wheel, { 'tensorflow/a.so': 'library', 'tensorflow/b.py': 'x', 'c/d/e.h': 'head' });
  const seen: number[][] = [];
  const names = await extractWheel(wheel, join(folder, 'out'), {
    select: (name) => !name.endsWith('.py'),
    onProgress: (done, total) => seen.push([done, total]),
  });
  expect(names).toEqual(['tensorflow/a.so', 'c/d/e.h']);
  expect(readFileSync(join(folder, 'out', 'tensorflow', 'a.so'), 'utf8')).toBe('library');
  expect(readFileSync(join(folder, 'out', 'c', 'd', 'e.h'), 'utf8')).toBe('head');
  expect(existsSync(join(folder, 'out', 'tensorflow', 'b.py'))).toBe(false);
  expect(seen.at(-1)).toEqual([11, 11]);
});

test.each(['../outside', 'a/../../outside', '/outside', 'C:/outside', 'a\\..\\..\\outside'])(
  'a name that leads outside, %s, is refused before anything is written',
  async (name) => {
    const wheel = join(folder, 'a.whl');
    writeZip(wheel, { 'good.so': 'x', [name]: 'evil' });
    const out = join(folder, 'out', 'deep');
    await expect(extractWheel(wheel, out, { select: () => true })).rejects.toMatchObject({
      name: 'EngineInstallError',
      message: expect.stringMatching(
        /a\.whl could not be unpacked: (invalid relative path|absolute path|invalid characters)/,
      ) as string,
    });
    expect(readdirSync(folder)).toEqual(['a.whl']);
  },
);

test('a damaged file is an error', async () => {
  const wheel = join(folder, 'a.whl');
  writeZip(wheel, { a: 'x' });
  truncateSync(wheel, 50);
  await expect(extractWheel(wheel, folder, { select: () => true })).rejects.toThrow('not found');
});

test('a name that no file can have is an error, on one line, and leaves nothing running', async () => {
  const wheel = join(folder, 'a.whl');
  writeZip(wheel, { 'a\0\u001b[31m': 'x' });
  await expect(extractWheel(wheel, folder, { select: () => true })).rejects.toMatchObject({
    name: 'EngineInstallError',
    message: expect.stringMatching(/^\P{Cc}+$/u) as string,
  });
  // An unhandled error would end the process here.
  await new Promise(setImmediate);
});

test('of the wheels, the libraries and headers are needed, and CUDA’s libraries', () => {
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  expect(tensorflowMembers(libraries)).toHaveLength(2 + 14);
  const needed = (name: string) => isNeeded(name, libraries);
  expect(needed('tensorflow/libtensorflow_cc.so.2')).toBe(true);
  expect(needed('tensorflow/include/tensorflow/c/eager/c_api.h')).toBe(true);
  expect(needed('nvidia/cudnn/lib/libcudnn.so.9')).toBe(true);
  expect(needed('nvidia/cuda_nvcc/bin/ptxas')).toBe(true);
  expect(needed('tensorflow/__init__.py')).toBe(false);
  expect(needed('nvidia/cudnn/include/cudnn.h')).toBe(false);
  expect(needed('nvidia/../../lib/evil.so')).toBe(false);
});

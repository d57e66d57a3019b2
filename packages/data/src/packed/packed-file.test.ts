import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import type { SkippedFile } from '../dataset/dataset.js';
import type { ImageSource, SourceImage } from '../files/sources/image-source.js';
import { openPackedFile } from './open-packed-file.js';
import { writePackedFile } from './write-packed-file.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jssl-packed-'));
  file = join(folder, 'made', 'on-demand', 'file.packed');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const images: SourceImage[] = [
  { split: 'train', name: 'a/1', label: 0, pixels: Uint8Array.of(0, 51) },
  { split: 'train', name: 'b/1', label: 1, pixels: Uint8Array.of(102, 255) },
  { split: 'test', name: 'a/2', label: 0, pixels: Uint8Array.of(7, 8) },
];

function sourceOf(items: (SourceImage | SkippedFile)[], key = '0123456789abcdef'): ImageSource {
  return {
    description: { name: 'pairs', kind: 'folder' },
    key,
    open: () =>
      Promise.resolve({
        height: 1,
        width: 2,
        channels: 1,
        total: items.length,
        images: items,
        classes: ['a', 'b'],
        testOrigin: 'test',
        skipped: [{ path: 'link', reason: 'a link' }],
      }),
  };
}

const ignore = { onProgress: () => undefined };
const write = (source: ImageSource) => writePackedFile(file, source, ignore);
const open = (memoryLimit?: number, key: string | undefined = '0123456789abcdef') =>
  openPackedFile(file, key, { memoryLimit });

/** Opens the file, and tells what is damaged. */
async function damageOf(): Promise<string | undefined> {
  let damage: string | undefined;
  const onDamage = (what: string) => {
    damage = what;
  };
  expect(await openPackedFile(file, '0123456789abcdef', { onDamage })).toBeUndefined();
  return damage;
}

/** The file in the format before, without checksums. */
function withoutChecksums(whole: Buffer): Buffer {
  const magic = Buffer.from('JSSLPK02');
  const [pixels, header] = [whole.subarray(8, 14), whole.subarray(14 + 4, -16)];
  return Buffer.concat([magic, pixels, header, magic, whole.subarray(-8, -4)]);
}

test('what was packed can be read, without the images that were left out', async () => {
  const damaged = { path: 'a/0', reason: 'damaged' };
  await write(sourceOf([damaged, ...images]));
  const packed = await open();
  expect(packed?.header).toMatchObject({
    about: {
      name: 'pairs',
      classes: ['a', 'b'],
      testOrigin: 'test',
      height: 1,
      width: 2,
      channels: 1,
      // (0 + 51 + 102 + 255) / 4 / 255: the test image does not count.
      mean: [0.4],
      skipped: [{ path: 'link', reason: 'a link' }, damaged],
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    },
    trainLength: 2,
    names: ['a/1', 'b/1', 'a/2'],
    labels: [0, 1, 0],
  });
});

test.each([
  ['memory', undefined],
  ['the file', 5],
] as const)('rows come from %s in any order and number', async (_, memoryLimit) => {
  await write(sourceOf(images));
  const packed = await open(memoryLimit);
  expect(packed?.readRows([2, 0, 2])).toEqual(Uint8Array.of(7, 8, 0, 51, 7, 8));
  expect(packed?.readRows([])).toEqual(new Uint8Array(0));
});

test('a file that was deleted while batches are read from it is read on', async () => {
  await write(sourceOf(images));
  const packed = await open(5);
  expect(packed?.streamed).toBe(true);
  packed?.prefetchRows?.([0, 1]);
  await rm(file);
  expect(packed?.readRows([1, 2])).toEqual(Uint8Array.of(102, 255, 7, 8));
});

test('a file that is cut off while batches are read from it is reported', async () => {
  await write(sourceOf(images));
  const packed = await open(5);
  await truncate(file, 12);
  expect(() => packed?.readRows([2])).toThrow(`read: ${file} was truncated while in use`);
});

test('the fingerprint is that of the content, not of where it came from', async () => {
  const fingerprintOf = async (source: ImageSource) => {
    await write(source);
    return (await openPackedFile(file, source.key))?.header.about.fingerprint;
  };
  const first = await fingerprintOf(sourceOf(images));
  expect(await fingerprintOf(sourceOf(images, 'fedcba'))).toBe(first);
  const [one, ...others] = images;
  for (const change of [{ label: 1 }, { name: 'c' }, { pixels: Uint8Array.of(0, 52) }]) {
    const changed = { ...one, ...change } as SourceImage;
    expect(await fingerprintOf(sourceOf([changed, ...others]))).not.toBe(first);
  }
});

test('a test split of which no image is left is none', async () => {
  await write(sourceOf([...images.slice(0, 2), { path: 'a/2', reason: 'damaged' }]));
  expect((await open())?.header.about.testOrigin).toBeUndefined();
});

test('a file of another source, and no file, are not opened', async () => {
  expect(await open()).toBeUndefined();
  await write(sourceOf(images, 'fedcba9876543210'));
  expect(await open()).toBeUndefined();
});

test('a file that was cut off, extended or replaced is not opened', async () => {
  await write(sourceOf(images));
  const whole = await readFile(file);
  for (let length = 0; length < whole.length; length++) {
    await writeFile(file, whole.subarray(0, length));
    expect(await open()).toBeUndefined();
  }
  await writeFile(file, Buffer.concat([whole, Buffer.from('x')]));
  expect(await open()).toBeUndefined();
  await writeFile(file, Buffer.concat([whole.subarray(0, 9), whole.subarray(8)]));
  expect(await open()).toBeUndefined();
});

test('bytes changed anywhere never throw and never lead outside of the file', async () => {
  await write(sourceOf(images));
  const whole = await readFile(file);
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, value) => {
      const changed = Buffer.from(whole);
      changed[at] = value;
      await writeFile(file, changed);
      const packed = await open();
      if (packed) expect(packed.readRows([0, 1, 2])).toHaveLength(6);
    }),
    { numRuns: 300 },
  );
});

test('images that changed are named, and the file is not opened', async () => {
  await write(sourceOf(images));
  const whole = await readFile(file);
  for (let at = 8; at < 14; at++) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(file, changed);
    expect(await damageOf()).toBe('the checksum of images 0 to 2 (a/1 to a/2) is wrong');
  }
});

test('a label, a name or a checksum that changed is found', async () => {
  await write(sourceOf(images));
  const whole = await readFile(file);
  const text = whole.toString('latin1');
  const places = [text.indexOf('"labels":[0') + 10, text.indexOf('a/1'), 15, whole.length - 1];
  for (const at of places) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await writeFile(file, changed);
    expect(await damageOf()).toBe('it is cut off, or the description of its images is damaged');
  }
});

test('a streamed image is compared when it is read, the first time', async () => {
  await write(sourceOf(images));
  const whole = await readFile(file);
  const packed = await open(5);
  expect(packed?.readRows([0])).toEqual(Uint8Array.of(0, 51));
  const changed = Buffer.from(whole).fill(0, 8, 14);
  await writeFile(file, changed);
  expect(packed?.readRows([0])).toEqual(Uint8Array.of(0, 0));
  const again = await open(5);
  expect(() => again?.readRows([1])).toThrow(
    `read: ${file} is damaged: the checksum of images 0 to 2 (a/1 to a/2) is wrong; it was removed from the cache, and the images are packed again when they are next opened`,
  );
  expect(await open(5)).toBeUndefined();
  await writeFile(file, changed);
  const named = await openPackedFile(file, undefined, { memoryLimit: 5 });
  expect(() => named?.readRows([2])).toThrow(
    `read: ${file} is damaged: the checksum of images 0 to 2 (a/1 to a/2) is wrong; pack it again, or use another copy`,
  );
  expect(await readFile(file)).toEqual(changed);
});

test.each([undefined, 5])('a file of the format before is read', async (memoryLimit) => {
  await write(sourceOf(images));
  const { header } = (await open()) ?? {};
  await writeFile(file, withoutChecksums(await readFile(file)));
  const packed = await open(memoryLimit);
  expect(packed?.header).toEqual(header);
  expect(packed?.readRows([2, 1])).toEqual(Uint8Array.of(7, 8, 102, 255));
});

test('two packings of the same file at once leave one whole file', async () => {
  await Promise.all([write(sourceOf(images)), write(sourceOf(images))]);
  expect(await readdir(join(folder, 'made', 'on-demand'))).toEqual(['file.packed']);
  expect(await open()).toBeDefined();
});

test('packing that fails half-way leaves no file, and rethrows its error', async () => {
  const source = sourceOf(images);
  const onProgress = ({ done }: { done: number }) => {
    if (done === 2) throw new Error('stopped by the user');
  };
  await expect(writePackedFile(file, source, { onProgress })).rejects.toThrow(
    /^stopped by the user$/,
  );
  expect(await readdir(join(folder, 'made', 'on-demand'))).toEqual([]);
});

test('progress counts every image, left out or not', async () => {
  const seen: unknown[] = [];
  await writePackedFile(file, sourceOf([{ path: 'x', reason: 'y' }, ...images]), {
    onProgress: (progress) => seen.push(progress),
  });
  expect(seen).toEqual([1, 2, 3, 4].map((done) => ({ phase: 'decoding', done, total: 4 })));
});

test('a folder that cannot be written to is named', async () => {
  await writeFile(join(folder, 'made'), 'a file in the way');
  await expect(write(sourceOf(images))).rejects.toMatchObject({
    name: 'DataFailure',
    code: 'JSSL_DATA_FAILURE',
    cause: expect.objectContaining({ syscall: expect.any(String) as string }) as Error,
    message: expect.stringContaining(`openDataset: ${file} could not be written: E`) as string,
  });
});

test('without a training image nothing is packed', async () => {
  const damaged = { path: 'a/0', reason: 'too short' };
  await expect(write(sourceOf([damaged, ...images.slice(2)]))).rejects.toMatchObject({
    name: 'DataError',
    message:
      'openDataset: pairs must have training images that can be decoded, ' +
      'got none of 2 (a/0: too short)',
  });
});

test('mean and deviation are those of the training images, of all blocks', async () => {
  const image = (split: 'train' | 'test', level: number): SourceImage => ({
    ...{ split, name: `${split}/${level}`, label: 0 },
    pixels: Uint8Array.of(level, level),
  });
  // More than a block, which holds 2^15 images of two pixels.
  const black = Array.from({ length: 2 ** 15 }, () => image('train', 0));
  const white = Array.from({ length: 2 ** 15 }, () => image('train', 255));
  await write(sourceOf([...black, ...white, image('test', 7)]));
  expect((await open())?.header.about).toMatchObject({ mean: [0.5], std: [0.5] });
  await write(sourceOf([image('train', 51), image('test', 255)]));
  expect((await open())?.header.about).toMatchObject({ mean: [0.2], std: [0] });
});

test('control characters in notes and reasons, as of names, are made visible, so that the file can be read', async () => {
  const source = sourceOf(images);
  const note = 'the column a\0b is not used';
  await write({
    ...source,
    open: async () => ({
      ...(await source.open(ignore)),
      skipped: [{ path: 'link', reason: 'a link to c\nd' }],
      account: () => ({ notes: [note], noteRemedies: { [note]: 'rename it' } }),
    }),
  });
  const { about } = (await open())?.header ?? {};
  const visible = String.raw`the column a\u0000b is not used`;
  expect(about?.notes).toEqual([visible]);
  expect(about?.noteRemedies).toEqual({ [visible]: 'rename it' });
  expect(about?.skipped).toEqual([{ path: 'link', reason: String.raw`a link to c\u000ad` }]);
});

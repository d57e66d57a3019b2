import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';

import type { Dataset, ImageSet, Progress } from '../dataset/dataset.js';
import { openSource } from '../packed/open-source.js';
import { createEmojiSource } from './emoji.js';
import type { NpmPackage } from './npm-package.js';

let cacheFolder: string;
beforeEach(async () => {
  cacheFolder = await mkdtemp(join(tmpdir(), 'jssl-emoji-'));
});
afterEach(async () => {
  await rm(cacheFolder, { recursive: true });
});

const list = Array.from({ length: 21 }, (_, index) => ({
  short_name: `e${index}`,
  image: `${index}.png`,
  category: index % 2 ? 'Flags' : 'Activities',
  subcategory: index % 3 ? 'sport' : 'game',
  sort_order: 100 - index,
}));

/** A package with one drawing an emoji, half transparent, but for one that Twitter lacks. */
async function filesOf({ name }: NpmPackage) {
  const vendor = name === 'emoji-datasource-google' ? 'google' : 'twitter';
  const background = { r: vendor === 'google' ? 0 : 100, g: 0, b: 0, alpha: 0.5 };
  const drawing = await sharp({ create: { width: 64, height: 64, channels: 4, background } })
    .png()
    .toBuffer();
  return [
    ...list
      .filter(({ image }) => vendor === 'google' || image !== '20.png')
      .map(({ image }) => ({ name: `package/img/${vendor}/64/${image}`, content: drawing })),
    { name: `package/img/${vendor}/sheets/64/1.png`, content: Buffer.from('passed over') },
    { name: 'package/emoji.json', content: Buffer.from(JSON.stringify(list)) },
  ];
}

const attributesOf = (set: ImageSet | undefined, name: string) => set?.attributes?.[name] ?? [];

describe('the emoji of two vendors', () => {
  let dataset: Dataset;
  const phases: Progress[] = [];
  beforeEach(async () => {
    dataset = await openSource(
      createEmojiSource(filesOf),
      { cacheFolder },
      {
        onProgress: (one) => phases.push(one),
      },
    );
  });

  test('64×64 on white, labeled by category, a tenth of each held out', () => {
    expect(dataset).toMatchObject({
      name: 'emoji',
      kind: 'known',
      classes: ['Activities', 'Flags'],
      testOrigin: 'held-out',
      height: 64,
      width: 64,
      channels: 3,
      train: { length: 36 },
      test: { length: 4 },
    });
    // Half of black on white, and half of the red.
    expect([...dataset.train.read([0]).subarray(0, 3)]).toEqual([127, 127, 127]);
    expect([...dataset.train.read([1]).subarray(0, 3)]).toEqual([177, 127, 127]);
    expect(phases[0]).toEqual({ phase: 'downloading', done: 0, total: 2 });
  });

  test('identity, subcategory and vendor are known, and no emoji is on both sides', () => {
    const { train, test: held } = dataset;
    expect(train.name(0)).toMatch(/^google\/\d+\.png$/);
    expect(attributesOf(train, 'vendor').slice(0, 2)).toEqual(['google', 'twitter']);
    const identities = attributesOf(train, 'identity');
    expect(identities[0]).toBe(identities[1]);
    const index = Number(identities[0]?.slice(1));
    expect(attributesOf(train, 'subcategory')[0]).toBe(list[index]?.subcategory);
    expect(dataset.classes?.[train.labels?.[0] ?? -1]).toBe(list[index]?.category);
    const heldOut = new Set(attributesOf(held, 'identity'));
    expect(heldOut.size).toBe(2);
    expect(identities.filter((identity) => heldOut.has(identity))).toEqual([]);
    expect(identities).not.toContain('e20');
  });
});

test('a package without its list is reported', async () => {
  const source = createEmojiSource(() => Promise.resolve([]));
  await expect(
    openSource(source, { cacheFolder }, { onProgress: () => undefined }),
  ).rejects.toMatchObject({
    name: 'DataFailure',
    message: 'getDataset: emoji-datasource-google must hold emoji.json, got none',
  });
});

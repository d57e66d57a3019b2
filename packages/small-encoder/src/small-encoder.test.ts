import { readFileSync, statSync } from 'node:fs';

import { smallEncoder } from './small-encoder.js';

const { card, file } = smallEncoder;

test('the weights are a file of at most 5 MB that describes its encoder', () => {
  expect(statSync(file).size).toBeLessThan(5e6);
  const bytes = readFileSync(file);
  const header = bytes.subarray(8, 8 + Number(bytes.readBigUInt64LE(0))).toString();
  const { __metadata__: about } = JSON.parse(header) as {
    readonly __metadata__: Readonly<Record<string, string>>;
  };
  expect(about['format']).toBe('jssl-encoder-1');
  expect(JSON.parse(about['encoder'] ?? '')).toMatchObject({ depth: 18, width: 16 });
});

test('the card names version, license and authors of every set, and counts all images', () => {
  for (const set of card.sets) {
    for (const value of [set.name, set.version, set.license, set.credit])
      expect(value).not.toBe('');
    expect(set.images).toBeGreaterThan(0);
  }
  expect(card.sets.reduce((sum, { images }) => sum + images, 0)).toBe(card.images);
  const photos = card.sets.filter(({ kind }) => kind === 'photos');
  expect(photos.reduce((sum, { images }) => sum + images, 0)).toBeGreaterThan(card.images / 2);
});

test('the card says how to train it again', () => {
  const { command, seed, date, machine, seconds, fingerprint } = card.training;
  expect(command).toMatch(/^jssl train IMAGES --format unlabeled .*--seed 0/);
  expect(seed).toBe(0);
  expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(machine).toMatch(/^one thread of /);
  expect(seconds).toBeGreaterThan(0);
  expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
});

import type { Dataset } from '@jssl/data';

import { matchChannels } from './match-channels.js';

const dataOf = (channels: number): Dataset => ({
  ...{ name: 'digits', kind: 'folder', height: 1, width: 1, channels, skipped: [], fingerprint: '' },
  ...{ mean: [0.5, 0.5, 0.5].slice(0, channels), std: [1, 1, 1].slice(0, channels) },
  train: { length: 1, name: () => 'a', read: () => new Uint8Array(channels).fill(9) },
});

test.each([
  [3, 1, 'digits: the images were converted to gray (luma), as the encoder was trained on gray images'],
  [1, 3, 'digits: the gray images were given three equal channels, as the encoder was trained on color images'],
])('images of %d channels for an encoder of %d are converted, and it is said', (from, to, note) => {
  const notes: string[] = [];
  const data = matchChannels({ channels: to }, dataOf(from), (sentence) => notes.push(sentence));
  expect([...data.train.read([0])]).toEqual(Array.from({ length: to }, () => 9));
  expect(notes).toEqual([note]);
});

test('images of the right kind are left as they are, in silence', () => {
  const data = dataOf(3);
  const notes: string[] = [];
  expect(matchChannels({ channels: 3 }, data, (sentence) => notes.push(sentence))).toBe(data);
  expect(notes).toEqual([]);
});

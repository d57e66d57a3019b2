import fc from 'fast-check';

import { parsePackedHeader } from './packed-header.js';

const header = {
  key: 'abc',
  about: {
    name: 'pets',
    kind: 'folder',
    classes: ['cat', 'dog'],
    testOrigin: 'held-out',
    height: 2,
    width: 3,
    channels: 1,
    mean: [0.5],
    std: [0.25],
    skipped: [{ path: 'a.png', reason: 'damaged' }],
    fingerprint: 'def',
  },
  trainLength: 2,
  names: ['cat/1.png', 'dog/1.png', 'dog/2.png'],
  labels: [0, 1, 1],
};
const parse = (value: unknown) => parsePackedHeader(JSON.stringify(value));

test('a header is read as it was written', () => {
  expect(parse(header)).toEqual(header);
});

test('ranges of values and notes are read, and checked', () => {
  const withAbout = (more: object) => ({ ...header, about: { ...header.about, ...more } });
  const noteRemedies = { 'a note; pass it': 'pass it' };
  const more = { valueRanges: { float32: [0, 4] }, notes: ['a note; pass it'], noteRemedies };
  expect(parse(withAbout(more))).toEqual(withAbout(more));
  for (const valueRanges of [{ float32: [0] }, { float32: [0, 'x'] }, { other: [0, 1] }, [1]]) {
    expect(parse(withAbout({ valueRanges }))).toBeUndefined();
  }
  expect(parse(withAbout({ notes: ['two\nlines'] }))).toBeUndefined();
  expect(parse(withAbout({ noteRemedies: { a: 1 } }))).toBeUndefined();
});

test('a header without labels needs no classes', () => {
  const { classes, testOrigin, ...about } = header.about;
  expect([classes, testOrigin]).toHaveLength(2);
  expect(parse({ ...header, about, labels: undefined })).toBeDefined();
});

test('attributes are read as they were written', () => {
  const given = { ...header, attributes: { vendor: ['a', 'b', 'a'] } };
  expect(parse(given)).toEqual(given);
});

test.each([
  ['attributes of another number', { attributes: { vendor: ['a', 'b'] } }],
  ['names of another number than labels', { names: ['a'] }],
  ['more training images than images', { trainLength: 4 }],
  ['no training image', { trainLength: 0 }],
  ['a label beyond the classes', { labels: [0, 1, 2] }],
  ['a label below −1', { labels: [0, 1, -2] }],
  ['classes without labels', { labels: undefined }],
  ['a name that is none', { names: ['a', 'b', 3] }],
  ['no key', { key: undefined }],
  ['a mean of too many channels', { about: { ...header.about, mean: [0.5, 0.5] } }],
  ['a mean beyond 1', { about: { ...header.about, mean: [1.5] } }],
  ['no std', { about: { ...header.about, std: undefined } }],
  ['a height of 0', { about: { ...header.about, height: 0 } }],
  ['a width of half a pixel', { about: { ...header.about, width: 0.5 } }],
  ['an unknown kind', { about: { ...header.about, kind: 'film' } }],
  ['a bad list of skipped files', { about: { ...header.about, skipped: [null] } }],
  [
    'a reason that moves the cursor',
    { about: { ...header.about, skipped: [{ path: 'a.png', reason: 'x\u009bA' }] } },
  ],
  [
    'a reason that is none',
    { about: { ...header.about, skipped: [{ path: 'a.png', reason: '' }] } },
  ],
  ['nothing about itself', { about: null }],
])('a header with %s is refused', (_, change) => {
  expect(parse({ ...header, ...change })).toBeUndefined();
});

test('anything else is refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(parsePackedHeader(text)).toBeUndefined();
    }),
  );
});

import { fullImageSet } from '../fixtures/full-image-set.js';
import { labeledOnly } from './labeled-only.js';

test('images without a class are left out', () => {
  const set = { ...fullImageSet('a', 4), labels: Int32Array.of(1, -1, 0, -1) };
  const { length, labels, name } = labeledOnly(set);
  expect([length, [...(labels ?? [])], name(1)]).toEqual([2, [1, 0], 'a2']);
});

test('a set of labeled images, or of images without any labels, stays as it is', () => {
  const { labels, ...unlabeled } = fullImageSet('a', 3);
  const set = { ...unlabeled, labels };
  expect(labeledOnly(set)).toBe(set);
  expect(labeledOnly(unlabeled)).toBe(unlabeled);
});

import { recordedFormat } from './recorded-run.js';

test.each([
  ['folder', 'folder'],
  ['unlabeled', 'unlabeled'],
  ['unlabelled', 'unlabeled'],
  ['zip', undefined],
  [undefined, undefined],
])('a recorded format %s is %s', (format, expected) => {
  expect(recordedFormat({ format })).toBe(expected);
  expect(recordedFormat({})).toBeUndefined();
});

import { DataError } from './data-error.js';

test('what to do names settings for the reader, file names stay', () => {
  const error = new DataError('{format}.png is no folder', { remedy: 'set {format} to unlabeled' });
  expect(error.message).toBe('{format}.png is no folder; set format to unlabeled');
  expect(error.describe((name) => `--${name}`)).toBe(
    '{format}.png is no folder; set --format to unlabeled',
  );
  expect(new DataError('a\nb').describe((name) => name)).toBe('a\\u000ab');
});

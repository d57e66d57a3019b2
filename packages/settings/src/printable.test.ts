import { printable } from './printable.js';

test('control characters of both ranges are escaped, all others stay', () => {
  expect(printable('a\n\r\0\u001b[31m \u007f\u009b é🦜')).toBe(
    String.raw`a\u000a\u000d\u0000\u001b[31m \u007f\u009b é🦜`,
  );
});

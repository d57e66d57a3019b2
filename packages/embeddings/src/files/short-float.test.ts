import fc from 'fast-check';

import { shortFloat } from './short-float.js';

test('the text reads back as the same float32', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(Math.fround(Number(shortFloat(value)))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('the text is short', () => {
  expect(shortFloat(0.5)).toBe('0.5');
  expect(shortFloat(Math.fround(1 / 3))).toBe('0.333333343');
});

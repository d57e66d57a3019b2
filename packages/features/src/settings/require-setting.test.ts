import { InputError } from '@jssl/settings';

import { isAtLeast, isPositive, isWhole, requireSetting } from './require-setting.js';

const strange = [NaN, Infinity, -Infinity, '3', [3], null, undefined, true, 3n];

test('whole numbers within their bounds', () => {
  expect([3, 4, 5, 6, 3.5].map((value) => isWhole(value, 4, 5))).toEqual([
    ...[false, true, true, false, false],
  ]);
  expect(strange.filter((value) => isWhole(value, 0))).toEqual([]);
});

test('numbers of at least a bound, and above 0', () => {
  expect([-1, -0.1, 0, 1e-320, 1e308].map((value) => isAtLeast(value, 0))).toEqual([
    ...[false, false, true, true, true],
  ]);
  expect([-1, 0, -0, 1e-320, 1e308].map(isPositive)).toEqual([false, false, false, true, true]);
  expect(strange.filter((value) => isAtLeast(value, 0) || isPositive(value))).toEqual([]);
});

test('a setting that cannot work is told with its flag', () => {
  const use = (holds: boolean) => () => {
    requireSetting('--k', 'at least 1', [0, 1], holds);
  };
  expect(use(true)).not.toThrow();
  expect(use(false)).toThrow(new InputError('--k must be at least 1, got 0,1'));
  expect(use(false)).toThrow(InputError);
});

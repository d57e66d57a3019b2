import { sortByCodePoint } from './code-point-order.js';

test('capitals come before small letters and accents last, in no language at all', () => {
  expect(sortByCodePoint(['b', 'ä', 'a', 'Z', '10', '9'], (key) => key)).toEqual([
    '10',
    '9',
    'Z',
    'a',
    'b',
    'ä',
  ]);
});

test('a character beyond U+FFFF comes after U+FF5E, which < has the other way round', () => {
  const [tilde, dog] = ['\uff5e', '\u{1f436}'];
  expect(tilde < dog).toBe(false);
  expect(sortByCodePoint([dog, tilde], (key) => key)).toEqual([tilde, dog]);
});

test('the items themselves stay in place', () => {
  const items = [{ key: 'b' }, { key: 'a' }];
  expect(sortByCodePoint(items, ({ key }) => key)).toEqual([{ key: 'a' }, { key: 'b' }]);
  expect(items).toEqual([{ key: 'b' }, { key: 'a' }]);
});

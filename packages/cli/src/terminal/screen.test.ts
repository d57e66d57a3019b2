import { columnsOf, shorten } from './screen.js';

test('columns of a text: wide characters take two, accents and colors none', () => {
  expect(columnsOf('abc')).toBe(3);
  expect(columnsOf('猫とネコ')).toBe(8);
  expect(columnsOf('e\u0301')).toBe(1);
  // A cat, a family of four joined emoji, a flag of two letters, a red heart.
  for (const emoji of ['🐈', '👨‍👩‍👧‍👦', '🇫🇷', '❤️']) expect(columnsOf(emoji)).toBe(2);
  expect(columnsOf('\u001b[1m\u001b[31mred\u001b[39m\u001b[22m')).toBe(3);
});

test('a text that is too long ends in an ellipsis', () => {
  expect(shorten('12345', 5)).toBe('12345');
  expect(shorten('123456', 5)).toBe('1234…');
  // A wide character is not halved.
  expect(shorten('猫猫猫', 4)).toBe('猫…');
});

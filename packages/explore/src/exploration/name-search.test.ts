import { NameSearch } from './name-search.js';

const names = ['cats/Black 1.JPG', 'cats/white.jpg', 'dogs/black.jpg', 'É/e\u0301.png', '', 'a\0b'];
const search = new NameSearch(names.length, (index) => names[index] ?? '');
const find = (text: string) => search.find(text).map((index) => names[index]);

test.each([
  ['black', ['cats/Black 1.JPG', 'dogs/black.jpg']],
  ['  JPG cat', ['cats/Black 1.JPG', 'cats/white.jpg']],
  ['black cats', ['cats/Black 1.JPG']],
  ['e', ['cats/white.jpg']],
  ['é', ['É/e\u0301.png']],
  ['jpg dogs white', []],
  ['b', ['cats/Black 1.JPG', 'dogs/black.jpg', 'a\0b']],
  ['', names],
  ['\0', names],
  ['.*', []],
])('%j', (text, expected) => {
  expect(find(text)).toEqual(expected);
});

test('no names', () => {
  expect(new NameSearch(0, () => '').find('a')).toEqual([]);
});

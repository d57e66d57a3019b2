import { labelLines } from './label-lines.js';

test('each image with one of the tags has a label', () => {
  const { text, labeled, ambiguous } = labelLines(
    new Map([
      ['cat', ['a.png', 'b "1".png']],
      ['=dog', ['b "1".png', '=c.png']],
    ]),
  );
  expect(text).toBe('{"file_name":"a.png","label":"cat"}\n{"file_name":"=c.png","label":"=dog"}\n');
  expect([labeled, ambiguous]).toEqual([2, 1]);
});

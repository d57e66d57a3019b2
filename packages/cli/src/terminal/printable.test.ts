import { printable } from '@jssl/settings';

test.each([
  ['a b/c "d".png', 'a b/c "d".png'],
  ['猫/ñandú-😀.png', '猫/ñandú-😀.png'],
  ['line\nbreak\t.png', 'line\\nbreak\\t.png'],
  ['\u001b[31mred.png', '\\u001b[31mred.png'],
])('%j is printed as %s', (name, printed) => {
  expect(printable(name)).toBe(printed);
});

import { uniqueFields } from './unique-fields.js';

test('a column named as another one, or as the groups, gets a number', () => {
  const field = (name: string) => ({ name, values: [], codes: new Int32Array(), isOrdered: false });
  const names = ['label', 'place', 'label', 'group', 'label', 'label 2', '__proto__'];
  expect(uniqueFields(names.map(field)).map(({ name }) => name)).toEqual([
    ...['label', 'place', 'label 2', 'group 2', 'label 3', 'label 2 2', '__proto__'],
  ]);
});

import { archiveLayout, type ArchivedImage } from './archive-layout.js';

/** Images of archives, as `archive: keys`. */
function layoutOf(archives: Readonly<Record<string, readonly string[]>>) {
  const names = Object.keys(archives);
  const images = Object.values(archives).flatMap((keys, archive) =>
    keys.map((key): ArchivedImage => {
      const stem = names[archive] ?? '';
      const named = stem === 'train' ? 'train' : stem === 'val' ? 'validation' : undefined;
      return { archive, key, name: `${stem}/${key}`, named };
    }),
  );
  return archiveLayout(images, names, 0);
}
const twice = (folder: string) => ['1', '2'].map((name) => `${folder}/${name}`);
const named = (list: readonly { readonly name: string; readonly label?: number }[]) =>
  list.map(({ name, label }) => [name, label]);

test('folders that may be splits are doubted, and those of a class are not its classes', async () => {
  const { classes, notes } = await layoutOf({
    a: ['Learn/cat', 'Learn/dog', 'Probe/cat', 'Probe/dog'].flatMap(twice),
  });
  expect(classes).toEqual(['Learn', 'Probe']);
  expect(notes[0]).toContain('each of the classes Learn, Probe contains the folders cat, dog; ');
  const deep = await layoutOf({ a: ['cat/monday', 'cat/friday', 'dog/monday'].flatMap(twice) });
  expect(deep.classes).toEqual(['cat', 'dog']);
});

test('archives named like splits may each have a folder around their classes', async () => {
  const layout = await layoutOf({
    train: ['pets/cat', 'pets/dog'].flatMap(twice),
    val: ['cat', 'dog'].flatMap(twice),
  });
  expect(layout).toMatchObject({ classes: ['cat', 'dog'], testOrigin: 'validation' });
  expect(named(layout.train)).toEqual([
    ['train/pets/cat/1', 0],
    ['train/pets/cat/2', 0],
    ['train/pets/dog/1', 1],
    ['train/pets/dog/2', 1],
  ]);
  expect(named(layout.test)[0]).toEqual(['val/cat/1', 0]);
});

test('images of the same path in several archives are all used', async () => {
  const keys = ['cat', 'dog'].flatMap(twice);
  const { train, test } = await layoutOf({ a: keys, b: keys });
  expect([...train, ...test].map(({ name }) => name).toSorted()).toEqual(
    ['a', 'b'].flatMap((stem) => keys.map((key) => `${stem}/${key}`)),
  );
});

test('archives without folders may be classes, unless they are numbered one by one', async () => {
  const doubt = (names: string) =>
    `there are no classes in the archives ${names}; if each is a class, unpack each into a folder of its name`;
  expect((await layoutOf({ cat: ['1'], dog: ['2'] })).notes).toEqual([doubt('cat, dog')]);
  expect((await layoutOf({ n0144: ['1'], n0155: ['2'] })).notes).toEqual([doubt('n0144, n0155')]);
  expect((await layoutOf({ 'x-000001': ['1'], 'x-000000': ['2'] })).notes).toEqual([]);
  expect((await layoutOf({ cat: ['1'] })).notes).toEqual([]);
});

// cspell:ignore kopie copie copia
import { someOf } from './some-of.js';
import type { Dataset, ImageSet } from './dataset.js';

/** Names with the same normalized form are easily confused. */
export const plainName = (name: string): string => name.normalize('NFC').toLowerCase();

const withoutSpaces = (name: string) => name.replaceAll(/\s+/g, '');

/** What file managers add to the name of a copy: `cat - Copy (2)`, `Copy of cat`, `cat (1)`, `cat copy 2`. */
const COPIED = /^copy of |[ _-]+(copy|kopie|copie|copia)( ?\(?\d+\)?)?$| ?\(\d+\)$/i;

/** Classes whose names are those of copies of others, as sentences. */
export function copyNotes(names: readonly string[]): string[] {
  const copies = names.filter((name) => {
    const original = name.replace(COPIED, '').trim();
    return original !== name && names.includes(original);
  });
  return copies.length === 0
    ? []
    : [
        `classes that may be copies of others, judging by their names: ${someOf(copies)}; move their images or remove them`,
      ];
}

/** Classes whose names are easily confused, as sentences. */
export function alikeNotes(names: readonly string[]): string[] {
  const alike = new Map<string, string[]>();
  for (const name of names) {
    const key = withoutSpaces(plainName(name));
    alike.set(key, [...(alike.get(key) ?? []), name]);
  }
  return [...alike.values()].flatMap((same) => {
    if (same.length < 2) return [];
    const count = (form: (name: string) => string) => new Set(same.map(form)).size;
    const kinds = [
      count((name) => withoutSpaces(name.normalize('NFC'))) > 1 && 'case',
      count(plainName) > 1 && 'spaces',
    ].filter((kind) => kind !== false);
    const shown = count(plainName) > 1 ? same.map((name) => `"${name}"`) : same;
    return [
      `classes whose names differ only in ${kinds.join(' and ') || 'Unicode form'}: ${shown.join(', ')}`,
    ];
  });
}

/** With fewer labels, it is impossible to tell. */
const LEAST_LABELED = 5;

/** The classes of which a set has no image; none if the set has no labels. */
function absentFrom(set: Pick<ImageSet, 'labels'> | undefined, classes: readonly string[]) {
  const present = new Set(set?.labels);
  present.delete(-1);
  return present.size === 0 ? [] : classes.filter((_, label) => !present.has(label));
}

/** Doubts about the classes of a data set in any format, as sentences. */
export function classDoubts({
  train,
  test,
  testOrigin,
  classes = [],
}: Pick<Dataset, 'train' | 'test' | 'testOrigin' | 'classes'>): string[] {
  const count = (absent: readonly string[]) =>
    `${absent.length} of ${classes.length} classes (${someOf(absent)})`;
  const untrained = absentFrom(train, classes);
  // Of a class with one image none is held out.
  const untested = testOrigin === 'held-out' ? [] : absentFrom(test, classes);
  const labeled = Array.from(train.labels ?? []).filter((label) => label >= 0);
  const different = new Set(labeled).size;
  const [only, ...others] = classes;
  const isEachItsOwn = labeled.length >= LEAST_LABELED && different > labeled.length / 2;
  return [
    ...alikeNotes(classes),
    ...copyNotes(classes),
    ...(only !== undefined && others.length === 0
      ? [`${only} is the only class, so accuracy is always 100 % and means nothing`]
      : []),
    ...(untrained.length > 0 ? [`there are no training images of ${count(untrained)}`] : []),
    ...(untested.length > 0
      ? [`there are no test images of ${count(untested)}, so accuracy says nothing about them`]
      : []),
    ...(isEachItsOwn
      ? [
          `${labeled.length} training images have ${different} different labels, so accuracy means ` +
            'little; check that the labels are classes, not names or descriptions',
        ]
      : []),
  ];
}

import { alikeNotes } from '../../dataset/class-doubts.js';
import { someOf } from '../../dataset/some-of.js';
import { isSideName, splitsAmong } from '../split-names.js';

/** A class folder and the number of its training images. */
export interface ClassFolder {
  readonly name: string;
  readonly images: number;
  /** The names of the folders with images in it. */
  readonly folders?: readonly string[] | undefined;
}

const counted = ({ name, images }: ClassFolder) =>
  `${name} (${images} image${images === 1 ? '' : 's'})`;

/** The names of folders in several classes, if each class has several folders. */
function sharedFolders(classes: readonly ClassFolder[]): string[] {
  const inner = classes.map(({ folders = [] }) => folders);
  if (inner.some((folders) => folders.length < 2)) return [];
  const all = inner.flat();
  return [...new Set(all.filter((name, at) => all.indexOf(name) !== at))].toSorted();
}

/**
 * Doubts about class folders, as sentences.
 * @param empty the names of folders next to them without images.
 */
export function classNotes(classes: readonly ClassFolder[], empty: readonly string[]): string[] {
  const notes: string[] = [];
  const doubtful = classes.filter(({ name }) => isSideName(name) || splitsAmong([name]).has(name));
  if (doubtful.length > 0) {
    notes.push(
      `the ${classes.length} folders with images are used as classes, but judging by their names, these may not be ` +
        `classes: ${someOf(doubtful.map(counted))}; move folders that are not classes elsewhere`,
    );
  }
  const [first, ...rest] = classes.map(({ folders = [] }) => folders);
  const areEqual = rest.every((folders) => folders.join('/') === first?.join('/'));
  const shared = sharedFolders(classes);
  if (first && first.length > 1 && rest.length > 0 && areEqual) {
    notes.push(
      `each of the classes ${someOf(classes.map(({ name }) => name))} contains the folders ${someOf(first)}; if ` +
        'those are the classes and the outer folders are splits, name the outer ones train and test',
    );
  } else if (shared.length > 0) {
    notes.push(
      `the classes ${someOf(classes.map(({ name }) => name))} contain folders of the same names ` +
        `(${someOf(shared)}); if those are the classes, move their images into one folder for each`,
    );
  }
  for (const { name, folders = [] } of classes) {
    const copied = folders.filter(
      (one) => one !== name && classes.some((other) => other.name === one),
    );
    if (copied.length < 2) continue;
    notes.push(
      `${name} is used as a class, but contains folders named like the classes ${someOf(copied)}; if it is a ` +
        'copy of them or holds further images of them, remove it or move its folders into them',
    );
  }
  notes.push(...alikeNotes(classes.map(({ name }) => name)));
  const single = classes.filter(({ images }) => images === 1);
  if (single.length > 0) {
    notes.push(`classes with only one image: ${someOf(single.map(({ name }) => name))}`);
  }
  if (empty.length > 0) notes.push(`folders without images are not classes: ${someOf(empty)}`);
  return notes;
}

import { posix } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { SkippedFile, Split } from '../../dataset/dataset.js';
import { someOf } from '../../dataset/some-of.js';
import type { Splits } from '../../sets/choose-splits.js';
import { findLayout } from '../folder/folder-layout.js';

/** An image within an archive, without a stated label. */
export interface ArchivedImage {
  /** The number of the archive. */
  readonly archive: number;
  /** The path within the archive. */
  readonly key: string;
  /** Its name in the data set. */
  readonly name: string;
  /** The split in the archive's name. */
  readonly named: Split | undefined;
}

/** How the images of archives are used. */
export interface ArchiveLayout<Image> extends Splits<Image & { readonly label?: number }> {
  readonly classes?: readonly string[];
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly string[];
}

const foldersOf = (path: string) => path.split('/').slice(0, -1);

/** The path without the folders that all paths of an archive share, if there are classes below them. */
function withoutRoots(paths: readonly string[]): (path: string) => string {
  const folders = paths.map(foldersOf);
  const [first = []] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((names) => names[depth] === first[depth])) depth++;
  const hasMore = folders.some((names) => names.length > depth);
  return (path) => (hasMore ? path.split('/').slice(depth).join('/') : path);
}

/** Archives that may be the classes: they hold images without folders, and are not numbered one by one. */
function archiveNotes(images: readonly ArchivedImage[], names: readonly string[]): string[] {
  const used = [...new Set(images.map(({ archive }) => names[archive] ?? ''))];
  if (used.length < 2 || images.some(({ key, named }) => named || key.includes('/'))) return [];
  const numbers = used
    .map((name) => Number(/\d+$/.exec(name)?.[0] ?? NaN))
    .toSorted((a, b) => a - b);
  if (numbers.every((number, at) => number === (numbers[0] ?? 0) + at)) return [];
  return [
    `there are no classes in the archives ${someOf(used)}; if each is a class, unpack each into a folder of its name`,
  ];
}

/**
 * Splits and classes of the images of archives from the folders in them, as of a folder of images (`findLayout`).
 * Folders around `.` and `..` count as if the archive were unpacked into its own folder.
 * @param names of the archives, without their ending.
 * @throws DataError as `findLayout`.
 */
export async function archiveLayout<Image extends ArchivedImage>(
  images: readonly Image[],
  names: readonly string[],
  seed: number,
): Promise<ArchiveLayout<Image>> {
  const within = ({ key }: ArchivedImage) => posix.normalize(`/${key}`).slice(1);
  const isNamed = images.some(({ named }) => named);
  const roots = names.map((_, archive) =>
    withoutRoots(images.filter((image) => image.archive === archive).map(within)),
  );
  const at = new Map<string, Image[]>();
  for (const image of images) {
    const own = within(image);
    const path = isNamed ? `${image.named ?? 'train'}/${roots[image.archive]?.(own) ?? own}` : own;
    // Archives may hold images of the same name.
    const same = at.get(path);
    if (same) same.push(image);
    else at.set(path, [image]);
  }
  const status = { bytes: 0, modifiedMs: 0, changedMs: 0 };
  const files = [...at.keys()].toSorted().map((path) => ({ path, ...status }));
  const layout = await findLayout(undefined, { files }, seed).catch((error: unknown) => {
    if (!(error instanceof DataError)) throw error;
    const remedy = 'unpack it and pass one of its folders';
    throw new DataError(error.what.replace(': the folder must', ': the archive must'), { remedy });
  });
  const imagesOf = (list: readonly { readonly path: string; readonly label?: number }[]) =>
    list.flatMap(({ path, label }) =>
      (at.get(path) ?? []).map((image) => (label === undefined ? image : { ...image, label })),
    );
  const [only, ...others] = names;
  const nameOf = (path: string) =>
    isNamed || others.length > 0 || only === undefined ? path : `${only}/${path}`;
  return {
    train: imagesOf(layout.train),
    validation: imagesOf(layout.validation),
    test: imagesOf(layout.test),
    ...(layout.testOrigin && { testOrigin: layout.testOrigin }),
    ...(layout.classes && { classes: layout.classes }),
    skipped: layout.skipped.flatMap(({ path, ...why }) => {
      const files = at.get(path);
      return files
        ? files.map(({ name }) => ({ path: name, ...why }))
        : { path: nameOf(path), ...why };
    }),
    notes: [...layout.notes, ...(layout.classes ? [] : archiveNotes(images, names))],
  };
}

import { join, posix } from 'node:path';

import { plainName } from '../../dataset/class-doubts.js';
import type { DatasetDescription, SkippedFile, Split } from '../../dataset/dataset.js';
import { sortByCodePoint } from '../../files/code-point-order.js';
import type { FoundFile } from '../../files/walk/find-files.js';
import { chooseSplits, type Splits } from '../../sets/choose-splits.js';
import { someOf } from '../../dataset/some-of.js';
import { classNotes } from './class-notes.js';
import { folderShape, type FolderShape, type SplitFolder } from './folder-shape.js';
import { filesBelow, filledChildren, folderTree } from './folder-tree.js';
import { isSideName } from '../split-names.js';
import { readAnnotations, readWords } from './tiny-imagenet.js';

/** An image file, with its label if the folder has classes. */
export interface LabeledFile extends FoundFile {
  readonly label?: number;
  /** Images of one group are in the same split; empty for an image without one. */
  readonly group?: string;
}

/** How the files of a folder are used. */
export interface FolderLayout extends Splits<LabeledFile>, Pick<DatasetDescription, 'classes'> {
  readonly skipped: readonly SkippedFile[];
  /** Doubts and other things worth knowing, as sentences. */
  readonly notes: readonly string[];
}

/** An image, and the class whose folder it is in. */
interface ClassedFile {
  readonly file: FoundFile;
  readonly className?: string | undefined;
}

/** The images of a split, sorted by path, with the class that their folder names. */
function classedFiles(folders: readonly SplitFolder[]): ClassedFile[] {
  const files = folders.flatMap(({ node, className }) =>
    Array.from(filesBelow(node), (file): ClassedFile => {
      const within = node.path === '' ? file.path : file.path.slice(node.path.length + 1);
      const end = within.indexOf('/');
      return { file, className: className ?? (end < 0 ? undefined : within.slice(0, end)) };
    }),
  );
  return sortByCodePoint(files, ({ file }) => file.path);
}

/** Finds the label of a class by its name, else by one that only differs in case or Unicode form. */
function labelFinder(classes: readonly string[]) {
  const labels = new Map(classes.map((name, index) => [name, index]));
  const plain = new Map<string, number | undefined>();
  for (const [name, index] of labels) {
    plain.set(plainName(name), plain.has(plainName(name)) ? undefined : index);
  }
  return (name: string) => labels.get(name) ?? plain.get(plainName(name));
}

/** Gives each file the label of its class; files without a known class are left out. */
function label(
  files: readonly ClassedFile[],
  labelOf: (name: string) => number | undefined,
  unlabeledReason = 'not in a class folder',
): { labeled: LabeledFile[]; skipped: SkippedFile[] } {
  const labeled: LabeledFile[] = [];
  const skipped: SkippedFile[] = [];
  for (const { file, className } of files) {
    const index = className === undefined ? undefined : labelOf(className);
    if (index !== undefined) labeled.push({ ...file, label: index });
    else if (className === undefined) skipped.push({ path: file.path, reason: unlabeledReason });
    else {
      const reason = `${className} is not among the training classes`;
      skipped.push({ path: file.path, reason });
    }
  }
  return { labeled, skipped };
}

const unsortedReason = (count: number) =>
  `none of its ${count} images has a label: they are not in folders of the training classes, and ` +
  'there is no val_annotations.txt next to them';

/** Where a split is: the path of its folder, or of the first of several. */
const pathOf = ([first]: readonly SplitFolder[]) => first?.node.path ?? '';

/** The images of an evaluation split that have a label, by their folder or by annotations next to them. */
async function readEvaluation(
  folder: string | undefined,
  split: readonly SplitFolder[],
  labelOf: (name: string) => number | undefined,
) {
  const files = classedFiles(split);
  if (files.length === 0) return { labeled: [], skipped: [], count: 0 };
  const annotations =
    folder === undefined
      ? new Map<string, string>()
      : await readAnnotations(join(folder, pathOf(split)));
  const isSorted = annotations.size === 0;
  const classed = files.map(({ file, className }) => {
    const isKnown = className !== undefined && labelOf(className) !== undefined;
    const own = isSorted || isKnown ? className : undefined;
    return { file, className: annotations.get(posix.basename(file.path)) ?? own };
  });
  const reason = isSorted ? undefined : 'the annotations do not list it';
  return { ...label(classed, labelOf, reason), count: files.length };
}

/** The folders of an evaluation split that are no training classes, if it has several. */
function unknownClasses(
  split: readonly SplitFolder[],
  labelOf: (name: string) => number | undefined,
): string[] {
  const names = classedFiles(split).flatMap(({ className }) => className ?? []);
  const different = [...new Set(names)].filter((name) => labelOf(name) === undefined);
  return different.length > 1 ? different : [];
}

/** The classes, if the subfolders of the training images are classes. */
function classesOf(files: readonly ClassedFile[], { hasClasses }: FolderShape) {
  const counts = new Map<string, number>();
  for (const { className } of files) {
    if (className !== undefined) counts.set(className, (counts.get(className) ?? 0) + 1);
  }
  const inClasses = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (!hasClasses || counts.size < 2 || inClasses < files.length - inClasses) return undefined;
  return sortByCodePoint(counts, ([name]) => name).map(([name, images]) => ({ name, images }));
}

const countOf = (images: number) => (images === 1 ? '1 image' : `${images} images`);

/** The evaluation splits whose images can't be used because there are no classes. */
function unusedNotes({ folders }: FolderShape): string[] {
  return (['validation', 'test'] as const).flatMap((split) => {
    const count = folders[split].reduce((sum, { node }) => sum + node.count, 0);
    if (count === 0) return [];
    const path = pathOf(folders[split]);
    return [`there are no classes, so ${path} is not used for testing (${countOf(count)})`];
  });
}

/** Several folders of training images without classes, which may be the classes. */
function joinedNotes({ isSplit, folders: { train } }: FolderShape): string[] {
  if (!isSplit || train.length < 2) return [];
  const names = someOf(train.map(({ node }) => node.path));
  return [
    `the training images are those of the folders ${names}, which are not used as classes; if they are, ` +
      'move them into one folder named train',
  ];
}

/** The images of a folder, and its other folders. */
export interface FolderContent {
  /** Sorted by path. */
  readonly files: readonly FoundFile[];
  readonly folders?: readonly string[];
}

/**
 * Detects the layout of a folder: the classes and splits of `folderShape`, Tiny-ImageNet-200 as downloaded,
 * or images without labels. Folders of training images are classes if there are at least two and they
 * contain at least half of the images.
 *
 * `chooseSplits` decides which of the labeled images are for testing.
 * @param folder to look for annotations in; undefined for images of an archive.
 * @throws DataError if the folder holds several data sets, or evaluation images only.
 */
export async function findLayout(
  folder: string | undefined,
  { files, folders = [] }: FolderContent,
  seed: number,
): Promise<FolderLayout> {
  const root = folderTree(files, folders);
  const shape = folderShape(root);
  const trainFiles = classedFiles(shape.folders.train);
  const classFolders = classesOf(trainFiles, shape);
  const skipped = [...shape.leftOut];
  if (!classFolders) {
    const [only, ...more] = [...root.children.values()].filter(({ count }) => count > 0);
    const isOneClass = !shape.isSplit && only && more.length === 0 && root.files.length === 0;
    const one = `all images are in one folder, ${only?.name}, so there are no classes`;
    const notes = isOneClass ? [one] : [...joinedNotes(shape), ...unusedNotes(shape)];
    const train = trainFiles.map(({ file }) => file);
    return { train, validation: [], test: [], skipped, notes };
  }
  const classes = classFolders.map(({ name }) => name);
  const labelOf = labelFinder(classes);
  const train = label(trainFiles, labelOf);
  skipped.push(...train.skipped);
  const folderOf = (name: string) =>
    shape.folders.train.flatMap(({ node }) => node.children.get(name) ?? [])[0];
  const described = classFolders.map((one) => {
    const node = folderOf(one.name);
    return { ...one, folders: node && filledChildren(node).map(({ name }) => name) };
  });
  const notes = classNotes(described, emptyFolders(shape));
  const evaluation: Record<Exclude<Split, 'train'>, LabeledFile[]> = { test: [], validation: [] };
  for (const split of ['test', 'validation'] as const) {
    const {
      labeled,
      skipped: unlabeled,
      count,
    } = await readEvaluation(folder, shape.folders[split], labelOf);
    evaluation[split] = labeled;
    const path = pathOf(shape.folders[split]);
    if (labeled.length > 0) skipped.push(...unlabeled);
    else if (count > 0 && split === 'validation') {
      skipped.push({ path, reason: unsortedReason(count), images: count });
    } else if (count > 0) {
      const unknown = unknownClasses(shape.folders[split], labelOf);
      notes.push(
        unknown.length > 0
          ? `${path} is not used for testing (${countOf(count)}): none of its folders (${someOf(unknown)}) has the name of a training class`
          : // As in Tiny-ImageNet, whose test labels are not public.
            `${path} has no labels, so it is not used for testing (${countOf(count)})`,
      );
    }
  }
  const trainPath = pathOf(shape.folders.train);
  const words =
    folder === undefined
      ? new Map<string, string>()
      : await readWords(join(folder, shape.isSplit ? posix.dirname(trainPath) : trainPath));
  return {
    classes: classes.map((name) => words.get(name) ?? name),
    ...chooseSplits({ train: train.labeled, ...evaluation }, seed),
    ...{ skipped, notes },
  };
}

/** The names of the folders next to the classes that hold no images. */
function emptyFolders({ folders }: FolderShape): string[] {
  const empty = folders.train
    .filter(({ className }) => className === undefined)
    .flatMap(({ node }) => [...node.children.values()])
    .filter(({ name, count }) => count === 0 && !isSideName(name));
  return empty.map(({ name }) => name).toSorted();
}

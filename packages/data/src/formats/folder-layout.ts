import { join, posix } from 'node:path';

import type { DatasetDescription, SkippedFile } from '../dataset/dataset.js';
import { sortByCodePoint } from '../files/code-point-order.js';
import type { FoundFile } from '../files/find-files.js';
import { chooseSplits, type Splits } from '../sets/choose-splits.js';
import { readAnnotations, readWords } from './tiny-imagenet.js';

/** An image file, with its label if the folder has classes. */
export interface LabeledFile extends FoundFile {
  readonly label?: number;
}

/** How the files of a folder are used. */
export interface FolderLayout extends Splits<LabeledFile>, Pick<DatasetDescription, 'classes'> {
  readonly skipped: readonly SkippedFile[];
}

const splitNames = new Map<string, 'train' | 'test' | 'validation'>([
  ['train', 'train'],
  ['val', 'validation'],
  ['valid', 'validation'],
  ['validation', 'validation'],
  ['test', 'test'],
]);

const splitOf = (topFolder = '') => splitNames.get(topFolder.toLowerCase());

/** The folder after the first `depth` folders of a path. */
function folderAt(path: string, depth: number): string | undefined {
  const parts = path.split('/');
  return depth < parts.length - 1 ? parts[depth] : undefined;
}

interface Labeling {
  readonly classOf: (path: string) => string | undefined;
  /** Why a file without a class is left out. */
  readonly unlabeledReason?: string | undefined;
}

/** Gives each file the label of its class; files without a known class are left out. */
function label(
  files: readonly FoundFile[],
  classes: readonly string[],
  { classOf, unlabeledReason = 'in no class folder' }: Labeling,
): { labeled: LabeledFile[]; skipped: SkippedFile[] } {
  const labels = new Map(classes.map((name, index) => [name, index]));
  const labeled: LabeledFile[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of files) {
    const name = classOf(file.path);
    const index = name === undefined ? undefined : labels.get(name);
    if (index !== undefined) labeled.push({ ...file, label: index });
    else if (name === undefined) skipped.push({ path: file.path, reason: unlabeledReason });
    else skipped.push({ path: file.path, reason: `${name} is not among the training classes` });
  }
  return { labeled, skipped };
}

const unsortedReason = (count: number) =>
  `none of its ${count} images has a label: they are in no folder of a training class, and no ` +
  'val_annotations.txt is beside them';

/**
 * Detects the layout of a folder: `<class>/**`, `{train,val,test}/<class>/**`, Tiny-ImageNet-200 as
 * downloaded, or images without labels. Folders are splits only if there are no other folders next to them.
 * Folders are classes if there are at least two, they contain at least half of the images, and not just
 * one each.
 *
 * `chooseSplits` decides which of the labeled images are for testing.
 */
export async function findLayout(
  folder: string,
  files: readonly FoundFile[],
  seed: number,
): Promise<FolderLayout> {
  const topFolders = new Set(files.flatMap(({ path }) => folderAt(path, 0) ?? []));
  const splits = [...topFolders].map(splitOf);
  const isSplit = splits.includes('train') && !splits.includes(undefined);
  const depth = isSplit ? 1 : 0;
  const filesOf = (split: string) =>
    files.filter(({ path }) => splitOf(folderAt(path, 0)) === split);
  const classOf = (path: string) => folderAt(path, depth);

  const trainFiles = isSplit ? filesOf('train') : files;
  const outside = isSplit ? files.filter(({ path }) => folderAt(path, 0) === undefined) : [];
  const skipped = outside.map(({ path }) => ({ path, reason: 'outside of train, val and test' }));
  const classes = sortByCodePoint(
    new Set(trainFiles.flatMap(({ path }) => classOf(path) ?? [])),
    (name) => name,
  );
  const inClasses = trainFiles.filter(({ path }) => classOf(path) !== undefined).length;
  const isLabeled =
    classes.length > 1 &&
    inClasses >= trainFiles.length - inClasses &&
    // Folders with one image each, as from an upload, are not classes that could be tested.
    (isSplit || inClasses > classes.length);
  if (!isLabeled) return { train: trainFiles, validation: [], test: [], skipped };

  const train = label(trainFiles, classes, { classOf });
  skipped.push(...train.skipped);
  const known = new Set<string | undefined>(classes);
  const evaluation = { test: [] as LabeledFile[], validation: [] as LabeledFile[] };
  for (const split of isSplit ? (['test', 'validation'] as const) : []) {
    const splitFiles = filesOf(split);
    const splitFolder = folderAt(splitFiles[0]?.path ?? '', 0) ?? '';
    const annotations = await readAnnotations(join(folder, splitFolder));
    const isSorted = annotations.size === 0;
    const { labeled, skipped: unlabeled } = label(splitFiles, classes, {
      classOf: (path) => {
        const own = classOf(path);
        return (
          annotations.get(posix.basename(path)) ?? (isSorted || known.has(own) ? own : undefined)
        );
      },
      unlabeledReason: isSorted ? undefined : 'no line of the annotations names it',
    });
    evaluation[split] = labeled;
    if (labeled.length > 0) {
      skipped.push(...unlabeled);
    } else if (split === 'validation' && splitFiles.length > 0) {
      // Test images without labels, as in Tiny-ImageNet, are not worth reporting.
      skipped.push({ path: splitFolder, reason: unsortedReason(splitFiles.length) });
    }
  }
  const words = await readWords(folder);
  return {
    classes: classes.map((name) => words.get(name) ?? name),
    ...chooseSplits({ train: train.labeled, ...evaluation }, seed),
    skipped,
  };
}

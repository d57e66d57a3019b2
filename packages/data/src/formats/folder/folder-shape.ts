import { DataError } from '../../dataset/data-error.js';
import type { SkippedFile, Split } from '../../dataset/dataset.js';
import { someOf } from '../../dataset/some-of.js';
import { filledChildren, type FolderNode } from './folder-tree.js';
import { isSideName, splitsAmong } from '../split-names.js';

/** A folder whose images belong to one split. */
export interface SplitFolder {
  readonly node: FolderNode;
  /** The class of all its images; undefined if its subfolders are the classes. */
  readonly className?: string;
}

/** Where the images of a data set are in a folder. */
export interface FolderShape {
  /** Whether there are folders for splits; if not, everything is in `train`. */
  readonly isSplit: boolean;
  /** Whether the subfolders may be classes. */
  readonly hasClasses: boolean;
  readonly folders: Readonly<Record<Split, readonly SplitFolder[]>>;
  /** Images outside the data set, as files and as whole folders. */
  readonly leftOut: readonly SkippedFile[];
}

const namesOf = (nodes: readonly FolderNode[]) => nodes.map(({ name }) => name);

const leaveOut = (node: FolderNode, reason: string): SkippedFile => ({
  path: node.path,
  reason,
  images: node.count,
});

/** The subfolders of a folder by split, and the other subfolders with images. */
function dividedBySplit(node: FolderNode) {
  const splits = splitsAmong(node.children.keys());
  const of = (split: Split) =>
    [...node.children.values()].filter(({ name }) => splits.get(name) === split);
  return {
    train: of('train'),
    validation: of('validation'),
    test: of('test'),
    others: filledChildren(node).filter(({ name }) => !splits.has(name)),
  };
}

const isDivided = (node: FolderNode) => {
  const { train, validation, test } = dividedBySplit(node);
  return train.length > 0 && validation.length + test.length > 0;
};

/** `train/train/cat` and `train/images/cat`: the folder that the classes are in. */
function unwrap(node: FolderNode): FolderNode {
  const [only, ...more] = filledChildren(node);
  if (!only || more.length > 0 || node.files.length > 0) return node;
  const saysNothing =
    only.name.toLowerCase() === node.name.toLowerCase() ||
    splitsAmong([only.name]).size > 0 ||
    /^(images?|imgs?|data|pictures|photos|samples)$/i.test(only.name);
  return saysNothing && filledChildren(only).length > 1 ? only : node;
}

/** Splits in a folder: `train` next to `val` or `test`, or only next to folders such as `docs`. */
function splitShape(node: FolderNode): FolderShape | undefined {
  const { train, validation, test, others } = dividedBySplit(node);
  const evaluation = [...validation, ...test];
  if (train.length === 0) {
    const isAll = others.every(({ name }) => isSideName(name));
    if (validation.length > 0 && test.length > 0 && isAll) throw withoutTraining(node, evaluation);
    return undefined;
  }
  // A class may be called `train`.
  if (evaluation.length === 0 && others.some(({ name }) => !isSideName(name))) return undefined;
  const beside = `next to ${someOf(namesOf([...train, ...evaluation]))}, but not one of the splits`;
  const split = (nodes: readonly FolderNode[]) => nodes.map((one) => ({ node: unwrap(one) }));
  return {
    ...{ isSplit: true, hasClasses: true },
    folders: { train: split(train), validation: split(validation), test: split(test) },
    leftOut: [
      ...node.files.map(({ path }) => ({ path, reason: 'outside of train, val and test' })),
      ...others.map((one) => leaveOut(one, beside)),
    ],
  };
}

function withoutTraining(node: FolderNode, evaluation: readonly FolderNode[]): DataError {
  const names = someOf(namesOf(evaluation));
  return new DataError(
    `openDataset: ${node.path || 'the folder'} must have a folder of training images named train, ` +
      `got only ${names}`,
    { remedy: 'pass one of them, or set {format} to unlabeled to use all images' },
  );
}

/** Classes that hold their own splits: `cat/train`, `cat/test`, `dog/train`, … */
function classFirstShape(node: FolderNode, divided: readonly FolderNode[]): FolderShape {
  const hasTrain = (one: FolderNode) => dividedBySplit(one).train.length > 0;
  const classes = filledChildren(node).filter((one) => divided.includes(one) || hasTrain(one));
  const folders = { train: [], validation: [], test: [] } as Record<Split, SplitFolder[]>;
  const names = someOf(namesOf(divided), 3);
  const leftOut: SkippedFile[] = [
    ...node.files.map(({ path }) => ({ path, reason: 'not in a class folder' })),
    ...filledChildren(node)
      .filter((one) => !classes.includes(one))
      .map((one) => leaveOut(one, `it has no train and test folders, unlike ${names}`)),
  ];
  for (const one of classes) {
    const { others, ...splits } = dividedBySplit(one);
    for (const split of ['train', 'validation', 'test'] as const) {
      const own = splits[split].map((folder) => ({ node: folder, className: one.name }));
      folders[split].push(...own);
    }
    const reason = `not in a split of ${one.name}`;
    leftOut.push(...one.files.map(({ path }) => ({ path, reason })));
    leftOut.push(...others.map((other) => leaveOut(other, reason)));
  }
  return { isSplit: true, hasClasses: true, folders, leftOut };
}

/** Whether the splits of each folder hold images themselves, not class folders. */
const holdImages = (nodes: readonly FolderNode[]) =>
  nodes.every((node) => dividedBySplit(node).train.every((one) => filledChildren(one).length < 2));

/** Splits one level deeper: in one folder of several, or in each class. */
function deeperSplits(node: FolderNode): FolderShape | undefined {
  const children = filledChildren(node);
  const divided = children.filter(isDivided);
  const [only, ...more] = divided;
  if (!only) return undefined;
  if (more.length > 0) {
    if (holdImages(divided)) return classFirstShape(node, divided);
    throw new DataError(
      `openDataset: ${node.path || 'the folder'} must hold one data set, got ${divided.length} folders ` +
        `that each have train and test folders (${someOf(namesOf(divided))})`,
      { remedy: 'pass one of them, or set {format} to unlabeled to train on all images' },
    );
  }
  // A class may happen to have folders with such names.
  if (2 * only.count < node.count) return undefined;
  return within(node, only);
}

/** The shape of one subfolder; everything next to it is left out. */
function within(node: FolderNode, only: FolderNode): FolderShape | undefined {
  const shape = findShape(only);
  if (!shape || (!shape.isSplit && node.files.length > only.count)) return undefined;
  const reason = `next to ${only.name}, which holds the data set`;
  const beside = filledChildren(node).filter((one) => one !== only);
  return {
    ...shape,
    leftOut: [
      ...node.files.map(({ path }) => ({ path, reason })),
      ...beside.map((one) => leaveOut(one, reason)),
      ...shape.leftOut,
    ],
  };
}

/** Folders are classes if there are two, with half of the images at least, and not just one each. */
function classShape(node: FolderNode): FolderShape | undefined {
  const inClasses = node.count - node.files.length;
  const classes = filledChildren(node).length;
  if (classes < 2 || inClasses < node.files.length || inClasses <= classes) return undefined;
  return {
    ...{ isSplit: false, hasClasses: true, leftOut: [] },
    folders: { train: [{ node }], validation: [], test: [] },
  };
}

function findShape(node: FolderNode): FolderShape | undefined {
  const split = splitShape(node) ?? deeperSplits(node);
  if (split) return split;
  const children = filledChildren(node);
  const main = children.filter(({ name }) => !isSideName(name));
  const [only, ...more] = main.length > 0 ? main : children;
  return (only && more.length === 0 ? within(node, only) : undefined) ?? classShape(node);
}

/**
 * Finds the data set in a folder: `{train,val,test}/<class>`, `<class>/{train,val,test}`, or `<class>`, in
 * the folder itself or in a folder around them; all images without classes if there is none of these.
 * @throws DataError if the folder holds several data sets, or evaluation images only.
 */
export function folderShape(root: FolderNode): FolderShape {
  return (
    findShape(root) ?? {
      ...{ isSplit: false, hasClasses: false, leftOut: [] },
      folders: { train: [{ node: root }], validation: [], test: [] },
    }
  );
}

import { DataError } from '../../dataset/data-error.js';
import type { Split } from '../../dataset/dataset.js';
import { sortByCodePoint } from '../../files/code-point-order.js';
import { someOf } from '../../dataset/some-of.js';
import { chooseSplits, type Splits } from '../../sets/choose-splits.js';
import type { FolderContent, FolderLayout, LabeledFile } from './folder-layout.js';
import { folderShape } from './folder-shape.js';
import { filesBelow, folderTree } from './folder-tree.js';
import type { LabelTable } from '../labels/label-rows.js';
import { matchLabels, type MatchedLabels } from '../labels/match-labels.js';

/** The label of a training image that the table doesn't name. */
export const UNLABELED = -1;

/** Says which groups are in several splits, where the source gives the splits. */
function groupNotes(file: string, { train, validation, test }: Splits<LabeledFile>): string[] {
  const trained = new Set(train.map(({ group }) => group));
  const shared = [...validation, ...test].flatMap(({ group = '' }) =>
    group !== '' && trained.has(group) ? group : [],
  );
  const names = [...new Set(shared)];
  if (names.length === 0) return [];
  return [
    `${names.length} ${names.length === 1 ? 'group' : 'groups'} of ${file} ${names.length === 1 ? 'is' : 'are'} in the training images and also in the validation or test images, so accuracy will be overstated: ${someOf(names)}`,
  ];
}

/** An image with its label, or {@link UNLABELED}. */
type FileInTable = LabeledFile & { readonly label: number };

/** Class names in order: by number if all are numbers, else by code points. */
function inOrderOf(names: ReadonlySet<string>): string[] {
  const isNumber = (name: string) => name.trim() !== '' && Number.isFinite(Number(name));
  const all = [...names];
  if (all.every(isNumber)) return all.sort((first, second) => Number(first) - Number(second));
  return sortByCodePoint(all, (name) => name);
}

function labelNotes(
  file: string,
  { unmatched, ambiguous }: MatchedLabels,
  unlabeled: readonly LabeledFile[],
): string[] {
  const notes: string[] = [];
  const counted = (count: number, one: string, many: string) =>
    `${count} ${count === 1 ? one : many}`;
  if (unmatched.length > 0) {
    const count = counted(
      unmatched.length,
      'name that matches no image',
      'names that match no image',
    );
    notes.push(`${file} has ${count}: ${someOf(unmatched)}`);
  }
  if (ambiguous.length > 0) {
    const count = counted(ambiguous.length, 'name', 'names');
    notes.push(
      `${file} has ${count} of several images, which therefore have no label: ${someOf(ambiguous)}; ` +
        'add the folder to the name',
    );
  }
  if (unlabeled.length > 0) {
    const count = counted(unlabeled.length, 'training image has', 'training images have');
    const names = someOf(unlabeled.map(({ path }) => path));
    notes.push(`${count} no label in ${file}, so no accuracy is measured on them: ${names}`);
  }
  return notes;
}

/**
 * The layout of a folder whose labels are in a table: folders are splits or have no meaning, and then the
 * table may give the splits. Training images
 * that the table doesn't name have the label −1; test and validation images are left out then.
 * @throws DataError like `folderShape` and `matchLabels`, or if all labels are empty.
 */
export function labelLayout(
  { files, folders = [] }: FolderContent,
  table: LabelTable,
  seed: number,
): FolderLayout {
  const root = folderTree(files, folders);
  const found = folderShape(root);
  const skipped = [...(found.isSplit ? found.leftOut : [])];
  const matched = matchLabels(
    table,
    files.map(({ path }) => path),
  );
  const classes = inOrderOf(new Set(matched.labels.values()));
  if (classes.length === 0) {
    throw new DataError(
      `openDataset: ${table.file} must give images a label, got ${table.rows.length} names with empty labels`,
    );
  }
  const labels = new Map(classes.map((name, index) => [name, index]));
  // Folders for splits count more than the table.
  const { splits: given } = matched;
  const labeled = (split: Split) => {
    const below = found.isSplit
      ? found.folders[split].flatMap(({ node }) => [...filesBelow(node)])
      : files.filter(({ path }) => (given.get(path) ?? 'train') === split);
    return sortByCodePoint(below, ({ path }) => path).map((file): FileInTable => {
      const name = matched.labels.get(file.path);
      return {
        ...file,
        label: (name === undefined ? undefined : labels.get(name)) ?? UNLABELED,
        ...(matched.groups.size > 0 && { group: matched.groups.get(file.path) ?? '' }),
      };
    });
  };
  const hasLabel = ({ label }: FileInTable) => label !== UNLABELED;
  const evaluation = (split: 'validation' | 'test') => {
    const all = labeled(split);
    const without = all.filter((file) => !hasLabel(file));
    skipped.push(...without.map(({ path }) => ({ path, reason: `no label in ${table.file}` })));
    return all.filter(hasLabel);
  };
  const train = labeled('train');
  const splits = { validation: evaluation('validation'), test: evaluation('test') };
  const chosen = chooseSplits({ train: train.filter(hasLabel), ...splits }, seed);
  const tested = new Set(chosen.test.flatMap(({ group = '' }) => (group === '' ? [] : group)));
  const isTested = ({ group = '' }: LabeledFile) =>
    chosen.testOrigin === 'held-out' && tested.has(group);
  const unlabeled = train.filter((file) => !hasLabel(file) && !isTested(file));
  skipped.push(
    ...train
      .filter((file) => !hasLabel(file) && isTested(file))
      .map(({ path }) => ({
        path,
        reason: `no label in ${table.file}, and images of its group are test images`,
      })),
  );
  return {
    ...chosen,
    train: sortByCodePoint([...chosen.train, ...unlabeled], ({ path }) => path),
    ...{ classes, skipped },
    notes: [
      ...(found.isSplit && given.size > 0
        ? [`the splits are those of the folders, not those in ${table.file}`]
        : []),
      ...labelNotes(table.file, matched, unlabeled),
      ...groupNotes(table.file, chosen),
    ],
  };
}

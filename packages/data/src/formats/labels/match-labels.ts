import { extname, posix } from 'node:path';

import { DataError } from '../../dataset/data-error.js';
import type { Split } from '../../dataset/dataset.js';
import type { LabelRow } from './label-columns.js';
import type { LabelTable } from './label-rows.js';

/** The labels of images by path, and the names that match no image. */
export interface MatchedLabels {
  readonly labels: ReadonlyMap<string, string>;
  /** The splits that the table gives, by path. */
  readonly splits: ReadonlyMap<string, Split>;
  /** The groups that the table gives, by path; empty if it has none. */
  readonly groups: ReadonlyMap<string, string>;
  /** Names in the table that match no image. */
  readonly unmatched: readonly string[];
  /** Names in the table that match several images. */
  readonly ambiguous: readonly string[];
}

/** A path normalized for comparison. */
const plainPath = (path: string) =>
  posix.normalize(path.normalize('NFC').replaceAll('\\', '/')).replace(/^(\.?\/)+/, '');

const withoutEnding = (path: string) => path.slice(0, path.length - extname(path).length);

/** The paths that a key stands for; two if it stands for several. */
type Index = Map<string, string[]>;

function add(index: Index, key: string, path: string): void {
  const paths = index.get(key);
  if (!paths) index.set(key, [path]);
  else if (paths.length < 2 && !paths.includes(path)) paths.push(path);
}

/**
 * The images by every spelling of their path: the path or its last parts, with or without the ending.
 * @param spell makes spellings alike.
 */
function indexOf(paths: readonly string[], spell: (path: string) => string): Index {
  const index: Index = new Map();
  for (const path of paths) {
    const parts = spell(path).split('/');
    for (let from = 0; from < parts.length; from++) {
      const tail = parts.slice(from).join('/');
      add(index, tail, path);
      const bare = withoutEnding(tail);
      if (bare !== tail) add(index, bare, path);
    }
  }
  return index;
}

const anyCase = (path: string) => plainPath(path).toLowerCase();

/** The images that a name may mean: by the longest of its last parts that is known. */
function imagesOf(name: string, index: Index): readonly string[] {
  const parts = name.split('/');
  for (let from = 0; from < parts.length; from++) {
    const found = index.get(parts.slice(from).join('/'));
    if (found) return found;
  }
  return [];
}

/**
 * Finds the image of each name in a table: by its path in the folder, with or without the ending, in a
 * longer path (`/data/photos/a.jpg`), or by its file name alone if no other image has it. Only a name that
 * matches no image otherwise may differ in case.
 * @throws DataError if an image has two labels, or no name matches an image.
 */
export function matchLabels({ file, rows }: LabelTable, paths: readonly string[]): MatchedLabels {
  const exact = new Map(paths.map((path) => [plainPath(path), path]));
  const index = indexOf(paths, plainPath);
  let ofAnyCase: Index | undefined;
  const search = (name: string) => {
    const found = imagesOf(plainPath(name), index);
    if (found.length > 0) return found;
    return imagesOf(anyCase(name), (ofAnyCase ??= indexOf(paths, anyCase)));
  };
  const chosen = new Map<string, LabelRow>();
  const unmatched: string[] = [];
  const ambiguous: string[] = [];
  for (const row of rows) {
    const whole = exact.get(plainPath(row.name));
    const [path, other] = whole === undefined ? search(row.name) : [whole];
    if (path === undefined) unmatched.push(row.name);
    else if (other !== undefined) ambiguous.push(row.name);
    else {
      const before = chosen.get(path);
      if (before && (before.label !== row.label || before.split !== row.split)) {
        throw twoLabels(file, before, row);
      }
      chosen.set(path, row);
    }
  }
  if (chosen.size === 0) {
    const [first] = ambiguous.length > 0 ? ambiguous : unmatched;
    throw new DataError(
      `openDataset: ${file} must name images of the folder, got ${rows.length} names, ` +
        `none of which matches ${ambiguous.length > 0 ? 'exactly one image' : 'an image'}, such as ${first}`,
    );
  }
  const labels = Array.from(chosen, ([path, { label }]) => [path, label] as const);
  const splits = Array.from(chosen).flatMap(([path, { split }]) =>
    split === undefined ? [] : [[path, split] as const],
  );
  const groups = Array.from(chosen).flatMap(([path, { group = '' }]) =>
    group === '' ? [] : [[path, group] as const],
  );
  return {
    groups: new Map(groups),
    labels: new Map(labels.filter(([, label]) => label !== '')),
    ...{ splits: new Map(splits), unmatched, ambiguous },
  };
}

function twoLabels(file: string, first: LabelRow, second: LabelRow): DataError {
  const say = ({ name, label, split, line, isEntry }: LabelRow) =>
    `${label || 'none'}${split === undefined ? '' : ` in ${split}`} (${isEntry ? 'entry' : 'line'} ${line}, ${name})`;
  return new DataError(
    `openDataset: ${file} must have one label for each image, got ${say(first)} and ${say(second)} for the same one`,
  );
}

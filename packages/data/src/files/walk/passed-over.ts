import { basename, relative } from 'node:path';

import { remediedNote, type RemediedNotes } from '../../dataset/describe-note.js';
import type { FoundImages } from './find-images.js';
import type { FollowedLink } from './walk-folder.js';
import { someOf } from '../../dataset/some-of.js';

/** `a text file` → `1 text file`, `3 text files`. */
function countOf(name: string, count: number): string {
  const [, article, noun = name] = /^(an? )?(.+)$/s.exec(name) ?? [];
  if (count === 1 || article === undefined) return `${count} ${noun}`;
  return `${count} ${noun.replace(/^(.+?)(?=$| \(| of | or | that |,)/, '$1s')}`;
}

/** Usual names in Hugging Face and competition data sets. */
const isTableOfLabels = (path: string) =>
  /^(.*(metadata|labels?|annotations|classes|targets)|train)\.(csv|tsv|jsonl?|ndjson)$/i.test(
    basename(path),
  );

/** The tables that may hold the labels of the images. */
export function tablesOfLabels({ others }: Pick<FoundImages, 'others'>): string[] {
  return [...others.values()].flat().filter(isTableOfLabels);
}

/** The note about tables that may hold labels; empty without tables. */
export function labelTablesNote(tables: readonly string[]): RemediedNotes {
  if (tables.length === 0) return { notes: [], noteRemedies: {} };
  const which = tables.length === 1 ? 'it' : 'one';
  return remediedNote(`${someOf(tables)} may hold labels`, `to use ${which}, pass it as {labels}`);
}

/** The note about hidden files and those of systems. */
export function systemNote(names: readonly string[]): string {
  const what =
    'hidden files and folders, and those of operating systems and programs, were ignored';
  return `${what}: ${someOf(names.toSorted())}`;
}

const targetsOf = (links: readonly FollowedLink[], root?: string) =>
  someOf(
    links.map(({ path, target }) => `${path} (to ${root ? relative(root, target) : target})`),
    3,
  );

/**
 * Notes about what else is in a folder of images: what was ignored, and where links lead.
 * @param root the folder, absolute and without links.
 */
export function passedOver(
  { others, system, own, special, outside, repeated }: Omit<FoundImages, 'files' | 'skipped'>,
  root: string,
): string[] {
  const notes: string[] = [];
  const kinds = [...others].sort(([, first], [, second]) => second.length - first.length);
  if (kinds.length > 0) {
    const counts = kinds.map(([name, { length }]) => countOf(name, length));
    const [first] = kinds.flatMap(([, paths]) => paths);
    notes.push(
      `files that are not pictures were ignored: ${counts.join(', ')} (${first}${kinds.length > 1 || (kinds[0]?.[1].length ?? 0) > 1 ? ', …' : ''})`,
    );
  }
  if (system.length > 0) {
    notes.push(systemNote(system));
  }
  if (own.length > 0) {
    const folders = own.map(({ path, what }) => `${path || 'this one'} (${what})`);
    notes.push(`folders that JSSL wrote were ignored: ${someOf(folders.toSorted())}`);
  }
  if (special.length > 0) {
    notes.push(`pipes, sockets and devices were not opened: ${someOf(special.toSorted())}`);
  }
  if (outside.length > 0) {
    notes.push(`links that lead outside the folder were followed: ${targetsOf(outside)}`);
  }
  if (repeated.length > 0) {
    notes.push(
      'links lead to folders that are also read directly, so images may appear twice: ' +
        targetsOf(repeated, root),
    );
  }
  return notes;
}

import { basename, extname, join } from 'node:path';

import { shellWord } from '@jssl/settings';

/** The longest name of a file, in bytes. */
const LONGEST = 255;

/** How to sort image files into folders. */
export interface MovePlanOptions {
  /** What to do with each file. */
  readonly action: 'copy' | 'move';
  /** The folder for all tags. */
  readonly to: string;
}

/**
 * A shell script that copies or moves image files into a folder for each tag. It does nothing by itself, never
 * replaces a file, and stops at the first error.
 * @param files the absolute paths of the images of each tag.
 */
export function movePlan(
  files: ReadonlyMap<string, readonly string[]>,
  { action, to }: MovePlanOptions,
): string {
  const lines = [
    '#!/bin/sh',
    `# ${action === 'copy' ? 'Copies' : 'Moves'} images into a folder for each tag. Read it, then run it with sh.`,
    'set -eu',
    action === 'copy'
      ? 'put() { [ ! -e "$2" ] || { echo "exists: $2" >&2; exit 1; }; cp -p -- "$1" "$2"; }'
      : 'put() { [ ! -e "$2" ] || { echo "exists: $2" >&2; exit 1; }; mv -- "$1" "$2"; }',
  ];
  const folders = new FreeNames();
  const moved = new Set<string>();
  for (const [tag, images] of files) {
    const folder = join(to, folders.take(folderName(tag)));
    lines.push('', `mkdir -p -- ${shellWord(folder)}`);
    const names = new FreeNames();
    for (const image of images) {
      // A file can be moved only once.
      if (action === 'move' && moved.has(image)) continue;
      moved.add(image);
      lines.push(`put ${shellWord(image)} ${shellWord(join(folder, names.take(basename(image))))}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A tag as the name of a folder. */
function folderName(tag: string): string {
  const name = tag.replace(/[/\\:*?"<>|\0]/g, '-');
  return /^\.*$/.test(name) ? `-${name}` : name;
}

/** Gives out each name once: `a.png`, `a-2.png`, `a-3.png`. */
class FreeNames {
  // File systems of macOS and Windows don't distinguish cases.
  readonly #taken = new Set<string>();

  take(name: string): string {
    const ending = extname(name);
    const stem = Array.from(name.slice(0, name.length - ending.length));
    let free = name;
    for (let count = 2; this.#taken.has(free.toLowerCase()); count++) {
      free = `${stem.join('')}-${count}${ending}`;
      while (Buffer.byteLength(free) > LONGEST && stem.pop() !== undefined)
        free = `${stem.join('')}-${count}${ending}`;
    }
    this.#taken.add(free.toLowerCase());
    return free;
  }
}

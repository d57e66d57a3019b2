import { closeSync, existsSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { dirname, extname, join } from 'node:path';

import type { SkippedFile } from '../../dataset/dataset.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { sortByCodePoint } from '../code-point-order.js';
import { describeFile, statFile, type FoundFile } from './find-files.js';
import { isImageName, isPictureName, isRawName } from '../kinds/image-name.js';
import { KIND_BYTES, kindOfFile, nameOfKind, type FileKind } from '../kinds/kind-of-file.js';
import { walkFolder, type FolderWalk, type WalkedFile } from './walk-folder.js';
import { imageKinds, whyNotRead } from '../kinds/why-not-read.js';

/** The image files below a folder, and everything else there. */
export interface FoundImages extends Pick<
  FolderWalk,
  'folders' | 'system' | 'own' | 'special' | 'outside' | 'repeated'
> {
  readonly files: readonly FoundFile[];
  /** Pictures in unsupported formats, links that can't be followed, unreadable folders. */
  readonly skipped: readonly SkippedFile[];
  /** The other files, by their kind: `a text file`. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

/** Kinds of pictures that are not decoded; files that are not pictures are only counted. */
const pictureKinds: ReadonlySet<FileKind> = new Set<FileKind>([
  ...(['jxl', 'jp2', 'jpegls', 'svg', 'ico', 'psd', 'exr', 'hdr', 'dds'] as const),
  ...([
    'qoi',
    'mng',
    'pnm',
    'xcf',
    'raw',
    'dicom',
    'nifti',
    'fits',
    'xpm',
    'xbm',
    'sgi',
    'sun',
  ] as const),
  ...(['icns', 'jxr', 'flif', 'bpg', 'djvu', 'emf', 'wmf'] as const),
]);

const start = Buffer.alloc(KIND_BYTES);

interface Look {
  readonly kind: FileKind;
  readonly status: Stats;
  /** The first bytes; overwritten by the next file. */
  readonly bytes: Buffer;
}

/** What a file is, by its content, and its status. */
function lookInto(path: string): Look {
  const file = openSync(path, 'r');
  try {
    const status = fstatSync(file);
    const bytes = start.subarray(0, readSync(file, start, 0, KIND_BYTES, 0));
    return { kind: kindOfFile(bytes), status, bytes };
  } finally {
    closeSync(file);
  }
}

/** Without support for links, git and some archives leave a file with the path that the link leads to. */
function lostLink(path: string, { kind, bytes }: Look): string | undefined {
  const target = bytes.toString();
  if (kind !== 'text' || bytes.length === KIND_BYTES || /[\r\n]/.test(target)) return undefined;
  if (!target.includes('/') || !existsSync(join(dirname(path), target))) return undefined;
  return `a link that was copied as a text file: ${target}; make it a link again`;
}

const unknownPicture = (name: string) =>
  `a ${extname(name)} file, which is not supported; convert it to JPEG or PNG`;

type Seen = FoundFile | SkippedFile | { readonly other: string };

/**
 * A file with the ending of an image is one, unless decoding it shows something else: opening 100,000 files
 * takes long on a network drive. The kind of any other file is decided by its first bytes.
 */
function see(folder: string, file: WalkedFile): Seen {
  const { path, name } = file;
  if (isImageName(name)) return statFile(folder, file);
  try {
    const look = lookInto(join(folder, path));
    const { kind, status } = look;
    const lost = lostLink(join(folder, path), look);
    if (lost !== undefined) return { path, reason: lost };
    // A raw photo is a TIFF of a thumbnail, with the photo itself in private tags.
    if (kind === 'tiff' && isRawName(name)) return { path, reason: whyNotRead('raw') };
    if (imageKinds.has(kind)) return describeFile(path, status);
    if (kind === 'unknown' && isPictureName(name)) return { path, reason: unknownPicture(name) };
    const isPicture = pictureKinds.has(kind) || isPictureName(name);
    return isPicture ? { path, reason: whyNotRead(kind) } : { other: nameOfKind(kind) };
  } catch (error) {
    const stated = statFile(folder, file);
    if ('reason' in stated) return stated;
    return isPictureName(name)
      ? { path, reason: reasonOf(error) }
      : { other: 'a file that this user may not read' };
  }
}

/**
 * Lists the image files below a folder, sorted by path, and what else is there. The content decides what a
 * file is: a picture with a wrong extension, or without one, is a picture.
 */
export async function findImages(folder: string): Promise<FoundImages> {
  const { files: walked, skipped: missed, ...rest } = await walkFolder(folder);
  const files: FoundFile[] = [];
  const skipped = [...missed];
  const others = new Map<string, string[]>();
  for (const file of walked) {
    const seen = see(folder, file);
    if ('bytes' in seen) files.push(seen);
    else if ('reason' in seen) skipped.push(seen);
    else {
      const paths = others.get(seen.other);
      if (paths) paths.push(file.path);
      else others.set(seen.other, [file.path]);
    }
  }
  return {
    ...rest,
    files: sortByCodePoint(files, ({ path }) => path),
    skipped: sortByCodePoint(skipped, ({ path }) => path),
    others,
  };
}

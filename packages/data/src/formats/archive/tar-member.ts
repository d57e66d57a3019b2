import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';

import { isImageName, isPictureName, isRawName } from '../../files/kinds/image-name.js';
import { KIND_BYTES, kindOfFile } from '../../files/kinds/kind-of-file.js';
import { imageKinds, whyNotRead } from '../../files/kinds/why-not-read.js';
import type { TarEntry } from './tar-index.js';

/** Larger images are left out, like image files. */
const LARGEST_IMAGE = 2 ** 29;

/** Extensions of a sample's labels, and of other text files next to images. */
const textEndings = /\.(cls|json|txt|csv|tsv|xml|md)$/i;

/** What a member of an archive is. */
export interface TarMember {
  readonly isImage: boolean;
  /** Its path without the image extension. */
  readonly stem: string;
  /** Why a picture is not read. */
  readonly reason?: string;
}

/** Reads bytes at a position; fewer at the end of the file. */
export async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const target = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(target, 0, bytes, offset);
  return target.subarray(0, bytesRead);
}

/**
 * What a member is, by its name, or by its first bytes if the name has no extension of an image or text file.
 */
export async function tarMember(
  handle: FileHandle,
  { name, offset, bytes }: TarEntry,
): Promise<TarMember> {
  const last = posix.basename(name);
  const withoutEnding = name.slice(0, name.length - posix.extname(name).length);
  if (isImageName(last)) {
    return bytes <= LARGEST_IMAGE
      ? { isImage: true, stem: withoutEnding }
      : { isImage: false, stem: name, reason: 'it has more than 512 MB' };
  }
  if (textEndings.test(last) || bytes > LARGEST_IMAGE) return { isImage: false, stem: name };
  const kind = kindOfFile(await readAt(handle, offset, Math.min(bytes, KIND_BYTES)));
  // A raw photo is a TIFF of a thumbnail.
  const isRaw = kind === 'tiff' && isRawName(last);
  if (imageKinds.has(kind) && !isRaw) return { isImage: true, stem: name };
  // Whether a name is that of a picture in an unsupported format.
  return isPictureName(last)
    ? { isImage: false, stem: name, reason: whyNotRead(isRaw ? 'raw' : kind) }
    : { isImage: false, stem: name };
}

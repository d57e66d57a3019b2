import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

import { convertPixels, readImage, type ImageSet } from '@jssl/data';
import { InputError, printable } from '@jssl/settings';
import { isInside } from '@jssl/settings/node';

import type { Run } from '../runs/open-run.js';
import type { SearchedImages } from './searched-images.js';

/** An image to find neighbors of. */
export interface NeighborQuery {
  /** As given, or its name in the data set. */
  readonly name: string;
  /** Its file; undefined for an image without one. */
  readonly file: string | undefined;
  /** Its index in the data set; undefined for another image. */
  readonly index: number | undefined;
  /** 8-bit [H, W, C], as the images are stored. */
  readonly pixels: Uint8Array;
}

/**
 * The query images: files, or names of images in the data set.
 * @throws InputError for what is neither; DataError for a file that cannot be read as an image.
 */
export async function openQueries(
  run: Run,
  { data, source, all }: SearchedImages,
  given: readonly string[],
): Promise<NeighborQuery[]> {
  const folder = data.kind === 'folder' ? source : undefined;
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  /** The name in the data set: of a file in its folder, or a name itself. */
  const nameOf = (one: string): string | undefined => {
    if (!isFile(one)) return one;
    if (folder === undefined || !isInside(folder, one)) return undefined;
    return relative(folder, resolve(one)).split(sep).join('/');
  };
  const names = new Set(given.map(nameOf));
  const indexOf = new Map<string, number>();
  for (let index = 0; index < all.length; index++) {
    const name = all.name(index);
    if (names.has(name)) indexOf.set(name, index);
  }
  return Promise.all(
    given.map(async (one) => {
      const name = nameOf(one);
      const index = name === undefined ? undefined : indexOf.get(name);
      if (name !== undefined && index !== undefined) {
        const file = folder === undefined ? undefined : resolve(folder, name);
        return { name, file, index, pixels: all.read([index]) };
      }
      if (!isFile(one)) {
        throw new InputError(
          `${printable(one)} is neither an image file nor the name of an image of ${data.name}, such as ${printable(all.name(0))}`,
        );
      }
      const pixels = convertPixels(await readImage(one, data, data), 3, run.channels);
      return { name: one, file: one, index: undefined, pixels };
    }),
  );
}

/** Queries as a set of images. */
export function querySet(queries: readonly NeighborQuery[]): ImageSet {
  return {
    length: queries.length,
    name: (index) => queries[index]?.name ?? '',
    read: (indices) =>
      Buffer.concat(Array.from(indices, (index) => queries[index]?.pixels ?? Buffer.alloc(0))),
  };
}

import { statSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';

import { readImage, type ImageSet } from '@jssl/data';
import { printable } from '@jssl/settings';

import { isInside } from '../../arguments/is-inside.js';
import { UsageError } from '../../arguments/usage-error.js';
import { checkChannels } from '../shared/recorded-run.js';
import type { EmbeddedImages, EmbeddingRun } from './embedding-run.js';

/** An image whose neighbors are sought. */
export interface NeighborQuery {
  /** As typed, or as the images call it. */
  readonly name: string;
  /** Its file; undefined for an image that has none of its own. */
  readonly file: string | undefined;
  /** Its place among all images; undefined for another image. */
  readonly place: number | undefined;
  /** 8-bit [H, W, C], as the images are stored. */
  readonly pixels: Uint8Array;
}

/**
 * The images that were typed: files, or names of images of the data.
 * @throws UsageError for what is neither, InputError for files where the encoder knows gray images alone,
 * DataError for a file that can't be read as an image.
 */
export async function openQueries(
  run: EmbeddingRun,
  { data, source, all }: EmbeddedImages,
  typed: readonly string[],
): Promise<NeighborQuery[]> {
  const isFolder = data.kind === 'folder';
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  /** What the data calls a file, if it is one of its folder, or a name. */
  const nameOf = (one: string): string | undefined => {
    if (!isFile(one)) return one;
    if (!isFolder || !isInside(source, one)) return undefined;
    return relative(source, resolve(one)).split(sep).join('/');
  };
  const sought = new Set(typed.map(nameOf));
  const placeOf = new Map<string, number>();
  for (let place = 0; place < all.length; place++) {
    const name = all.name(place);
    if (sought.has(name)) placeOf.set(name, place);
  }
  return Promise.all(
    typed.map(async (one) => {
      const name = nameOf(one);
      const place = name === undefined ? undefined : placeOf.get(name);
      if (name !== undefined && place !== undefined) {
        const file = isFolder ? resolve(source, name) : undefined;
        return { name, file, place, pixels: all.read([place]) };
      }
      if (!isFile(one)) {
        throw new UsageError(
          `${printable(one)} is neither an image file nor the name of an image of ${data.name}, such as ${printable(all.name(0))}`,
        );
      }
      checkChannels(run, { name: printable(one), channels: 3 });
      return { name: one, file: one, place: undefined, pixels: await readImage(one, data) };
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

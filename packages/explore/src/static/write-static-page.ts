import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { SettingError } from '@jssl/settings';
import { makeFolder } from '@jssl/settings/node';

import type { Exploration } from '../exploration/exploration.js';
import {
  bytesOf,
  NAMES_PER_PAGE,
  namesPage,
  neighborsData,
  summaryOf,
  tagIndices,
} from '../server/page-data.js';
import { pageFiles, readPageFile } from '../server/page-files.js';

/** How to write a page. */
export interface StaticPageOptions {
  /** Write into a folder that has files, and replace those of an earlier page. Default false. */
  readonly force?: boolean | undefined;
  /** Pixels of the longer side of large images. Default 800. */
  readonly side?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?:
    ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
}

/** Written into the folder: says that the page may be replaced. */
const MARK = '.jssl-explore';

/**
 * Checks that a page can be written into a folder. Call it before long work.
 * @throws SettingError unless `out` is a new or empty folder, or an earlier page with `force`.
 * @example
 * ```ts
 * import { checkStaticFolder } from '@jssl/explore';
 *
 * checkStaticFolder('photos-page', {}); // There is no such folder yet.
 * try {
 *   checkStaticFolder('photos', {});
 * } catch (error) {
 *   console.log((error as Error).message); // out must be a new or empty folder, got photos, which has files; choose another
 * }
 * ```
 */
export function checkStaticFolder(
  out: string,
  { force = false }: { readonly force?: boolean | undefined },
): void {
  const status = statSync(out, { throwIfNoEntry: false });
  if (!status) return;
  const required = 'a new or empty folder';
  if (!status.isDirectory()) {
    throw new SettingError({
      setting: 'out',
      required,
      got: out,
      gotText: `${out}, which is a file`,
      remedy: 'choose another',
    });
  }
  if (readdirSync(out).length === 0) return;
  if (existsSync(join(out, MARK)) && force) return;
  const remedy = existsSync(join(out, MARK))
    ? 'choose another, or set {force} to replace the page in it'
    : 'choose another';
  throw new SettingError({
    setting: 'out',
    required,
    got: out,
    gotText: `${out}, which has files`,
    remedy,
  });
}

/**
 * Writes the page with its data and pictures as files, for any web server and up to a
 * few thousand images. Visitors can browse, filter and search names; they see tags, but cannot change them.
 * @param out a new or empty folder.
 * @throws SettingError for a folder that has files.
 * @example
 * ```ts
 * import { readdirSync } from 'node:fs';
 * import { listImages } from '@jssl/data';
 * import { exploreImages, folderImages, pixelEmbedder, writeStaticPage } from '@jssl/explore';
 *
 * const listing = await listImages('photos');
 * if (!listing) throw new Error('photos is not a folder of image files');
 * const exploration = await exploreImages(folderImages(listing), { embedder: pixelEmbedder() });
 * await writeStaticPage(exploration, 'photos-page');
 * console.log(readdirSync('photos-page/thumbs').length); // 20
 * await exploration.dispose();
 * ```
 */
export async function writeStaticPage(
  exploration: Exploration,
  out: string,
  { force = false, side = 800, signal, onProgress }: StaticPageOptions = {},
): Promise<void> {
  checkStaticFolder(out, { force });
  await exploration.finished;
  signal?.throwIfAborted();
  for (const folder of [
    'data/fields',
    'data/names',
    'data/lists',
    'thumbs',
    'images',
    'neighbors',
  ]) {
    makeFolder(join(out, folder));
  }
  const write = (file: string, content: string | Uint8Array) => {
    writeFileSync(join(out, file), content);
  };
  write(MARK, '');
  for (const name of Object.keys(pageFiles)) write(name, readPageFile(name));
  write('LICENSES.txt', readPageFile('LICENSES.txt'));
  const { images, map, groups, lists, thumbnails } = exploration;
  const json = (file: string, value: object) => {
    write(`data/${file}.json`, JSON.stringify(value));
  };
  json('summary', summaryOf(exploration, { isStatic: true }));
  json('tags', { tags: tagIndices(exploration) });
  if (map) write('data/map.bin', bytesOf(map));
  if (groups) write('data/groups.bin', bytesOf(groups.codes));
  for (const [at, { codes }] of images.fields.entries()) {
    write(`data/fields/${at}.bin`, bytesOf(codes));
  }
  for (const [at, list] of lists.entries()) json(`lists/${at}`, list);
  for (let page = 0; page * NAMES_PER_PAGE < images.length; page++) {
    json(`names/${page}`, namesPage(exploration, page) ?? []);
  }
  for (let index = 0; index < images.length; index++) {
    signal?.throwIfAborted();
    write(`neighbors/${index}.json`, JSON.stringify(neighborsData(exploration.neighbors(index))));
    // A file that was deleted meanwhile has no picture.
    const small = await thumbnails.get(index).catch(() => undefined);
    const large = await images.draw(index, side).catch(() => undefined);
    if (small) write(`thumbs/${index}.webp`, small);
    if (large) write(`images/${index}.webp`, large);
    onProgress?.({ done: index + 1, total: images.length });
  }
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { knownDatasets, sourceOf, type Dataset } from '@jssl/data';
import { InputError } from '@jssl/settings';

/** What recorded images, and what takes others. */
export interface SourceRecord {
  /** The images that a run or an index recorded. */
  readonly recorded?: string | undefined;
  /** The setting that takes images, for errors. Default `data`. */
  readonly setting?: string | undefined;
}

/** Where the paper's code expects its images. */
const DEFAULT_SOURCE = './tiny-imagenet-200';

/**
 * The images to work on: the ones given, else those that the run recorded, else `./tiny-imagenet-200`
 * if it exists. A folder or file becomes an absolute path. An open data set becomes what it was opened
 * from, so that it is recorded and opened in the size that is needed, like a path.
 * @throws InputError when there are none.
 */
export function chooseSource(given: string | undefined, record?: SourceRecord): string;
export function chooseSource(
  given: string | Dataset | undefined,
  record?: SourceRecord,
): string | Dataset;
export function chooseSource(
  given: string | Dataset | undefined,
  { recorded, setting = 'data' }: SourceRecord = {},
): string | Dataset {
  if (typeof given === 'object') return sourceOf(given) ?? given;
  const source = given ?? recorded ?? (existsSync(DEFAULT_SOURCE) ? DEFAULT_SOURCE : undefined);
  if (source === undefined) {
    throw new InputError('the images are missing', {
      remedy: `pass a folder of images or a known name, such as fashion-mnist, as {${setting}}`,
    });
  }
  const exists = existsSync(source);
  if (!exists && source === recorded && !isKnown(source)) {
    throw new InputError(`the images that the run was trained on are no longer in ${source}`, {
      remedy: `pass the folder they are in now as {${setting}}`,
    });
  }
  return exists ? resolve(source) : source;
}

function isKnown(source: string): boolean {
  return knownDatasets.some(({ name }) => name === source);
}

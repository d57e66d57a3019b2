import {
  describeNote,
  listImages,
  type Dataset,
  type ImageListing,
  type SourceFormat,
} from '@jssl/data';
import { datasetImages, folderImages, type ExploredImages, type Field } from '@jssl/explore';

import { chooseSource } from '../data/choose-source.js';
import { openData } from '../data/open-data.js';
import type { WorkOptions } from '../data/work-options.js';
import { openedAs, recordedRun } from '../runs/recorded-run.js';
import { isRunSource, runSource } from '../runs/run-source.js';

/** How to open images to be explored. */
export interface OpenExploredOptions extends WorkOptions {
  /** How the images are stored. Default: detected. */
  readonly sourceFormat?: SourceFormat | undefined;
  /** A file with the labels of the images, instead of class folders. */
  readonly labels?: string | undefined;
  /** Called with advice; the work continues. */
  readonly onNote?: ((sentence: string) => void) | undefined;
  /** How notes name settings, such as `--labels`. Default: as in TypeScript. */
  readonly nameOf?: ((setting: string) => string) | undefined;
}

/** Images, and where further fields come from. */
export interface OpenExplored extends OpenExploredOptions {
  readonly images: string | Dataset | undefined;
  /** A run folder or weights file; undefined without an encoder. */
  readonly run: string | undefined;
  /** Height and width that other images than files are decoded to. */
  readonly imageSize: number;
  /** Makes further fields of images with these names. */
  readonly fieldsOf: (names: readonly string[]) => readonly Field[];
}

/** The images of a folder as they are in it, or those of a data set. @throws DataError, InputError */
export async function openExplored(options: OpenExplored): Promise<ExploredImages> {
  const {
    images,
    run,
    fieldsOf,
    imageSize,
    onNote,
    nameOf = (setting: string) => setting,
  } = options;
  const recorded = run === undefined ? {} : recordedRun(run);
  const path = run ?? '';
  const source =
    run === undefined
      ? chooseSource(images, { setting: 'images' })
      : runSource({ path, recorded, setting: 'images' }, images);
  const isOwn = run !== undefined && (images === undefined || isRunSource(path, recorded, source));
  const { sourceFormat, labels } = options;
  const storedAs = openedAs({ format: sourceFormat, labels }, { path, recorded, isOwn });
  const listing = typeof source === 'string' ? await listImages(source, storedAs) : undefined;
  if (listing) {
    noteListing(listing, nameOf, onNote);
    const fields = fieldsOf(listing.images.map((image) => image.path));
    return folderImages(listing, { valueRanges: storedAs.valueRanges, fields });
  }
  const { signal, onProgress } = options;
  const data = await openData(source, { ...storedAs, imageSize, signal, onProgress });
  for (const note of data.notes ?? []) onNote?.(`note: ${describeNote(note, data, nameOf)}`);
  const explored = datasetImages(data, typeof source === 'string' ? source : data.name);
  const names = Array.from({ length: explored.length }, (_, index) => explored.nameOf(index));
  return { ...explored, fields: [...explored.fields, ...fieldsOf(names)] };
}

function noteListing(
  listing: ImageListing,
  nameOf: (setting: string) => string,
  onNote: OpenExploredOptions['onNote'],
): void {
  for (const note of listing.notes) onNote?.(`note: ${describeNote(note, listing, nameOf)}`);
}

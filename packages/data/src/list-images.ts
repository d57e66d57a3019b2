import type { SkippedFile, Split } from './dataset/dataset.js';
import type { RemediedNotes } from './dataset/describe-note.js';
import { layOutFolder } from './formats/folder/image-folder.js';
import { knownDatasets } from './known/known-datasets.js';
import { findFormat, type OpenOptions } from './open-dataset.js';
import { inOrder } from './sets/choose-splits.js';

/** An image file of a folder. */
export interface ListedImage {
  /** Relative to the folder, with `/` between its parts. */
  readonly path: string;
  readonly bytes: number;
  /** When the file was last modified, in milliseconds since 1970. */
  readonly modifiedMs: number;
  readonly split: Split;
  /** The name of its class; absent if it has none. */
  readonly label?: string;
}

/** The image files of a folder. */
export interface ImageListing {
  /** Absolute. */
  readonly folder: string;
  /** Training, then validation, then test images. */
  readonly images: readonly ListedImage[];
  /** The class names in the order of the labels; absent if the images have no labels. */
  readonly classes?: readonly string[];
  /** Whether the splits come from the folder or the table of labels, rather than from holding out a tenth. */
  readonly hasSplits: boolean;
  readonly skipped: readonly SkippedFile[];
  readonly notes: readonly string[];
  readonly noteRemedies: RemediedNotes['noteRemedies'];
}

/**
 * Lists the image files of a folder with their classes and splits, as `openDataset` would use them, without
 * decoding them.
 * @param options as in `openDataset`.
 * @returns undefined for anything but a folder of image files, such as CIFAR, IDX, Parquet, WebDataset or a
 * known name.
 * @throws DataError if the path does not exist, the folder contains no image, or the table of labels does not
 * fit.
 * @example
 * ```ts
 * import { listImages } from '@jssl/data';
 *
 * const listing = await listImages('photos');
 * console.log(listing?.classes, listing?.images.length); // [ 'blue', 'red' ] 20
 * ```
 */
export async function listImages(
  source: string,
  { labels, format, seed = 0 }: Pick<OpenOptions, 'labels' | 'format' | 'seed'> = {},
): Promise<ImageListing | undefined> {
  if (knownDatasets.some(({ name }) => name === source)) return undefined;
  const requested = format === 'unlabelled' ? 'unlabeled' : format;
  const { path: folder, format: found, stray } = await findFormat(source, requested);
  if (found !== 'folder' && found !== 'unlabeled') return undefined;
  const read = await layOutFolder(folder, { seed, labels }, found === 'folder');
  const { classes, testOrigin } = read.layout;
  const images = inOrder(read.layout).map(({ item, split }): ListedImage => {
    const label = item.label === undefined ? undefined : classes?.[item.label];
    const { path, bytes, modifiedMs } = item;
    return { path, bytes, modifiedMs, split, ...(label !== undefined && { label }) };
  });
  return {
    folder,
    images,
    ...(classes && { classes }),
    hasSplits: testOrigin !== undefined && testOrigin !== 'held-out',
    skipped: [...stray, ...read.leftOut],
    notes: read.notes,
    noteRemedies: read.noteRemedies,
  };
}

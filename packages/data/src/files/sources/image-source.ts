import type { DatasetDescription, SkippedFile, Split } from '../../dataset/dataset.js';
import type { Work } from '../../dataset/work.js';

/** A decoded image, to be packed. */
export interface SourceImage {
  readonly split: Split;
  readonly name: string;
  /** Present for all images of a source with classes. */
  readonly label?: number;
  /** Present for all images of a source or for none, with the same names. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** [H, W, C], C innermost. */
  readonly pixels: Uint8Array;
}

/** A source whose images are ready to be read, all of the same shape. */
export interface OpenedSource extends Pick<
  DatasetDescription,
  'classes' | 'testOrigin' | 'resized'
> {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** The number of items in `images`. */
  readonly total: number;
  /** Training, then validation, then test images; images that can't be read are `SkippedFile`s. */
  readonly images: AsyncIterable<SourceImage | SkippedFile> | Iterable<SourceImage | SkippedFile>;
  /** What was left out before reading images. */
  readonly skipped: readonly SkippedFile[];
  /** What was done to the images; called after all of them are read. */
  readonly account?: () => Pick<DatasetDescription, 'notes' | 'noteRemedies' | 'valueRanges'>;
}

/** A source of images to pack. */
export interface ImageSource {
  readonly description: Omit<DatasetDescription, 'classes' | 'testOrigin' | 'resized'>;
  /** Hexadecimal; changes whenever the packed images would change. */
  readonly key: string;
  /** Opens the source, which is slow; called only if there is no packed file with this key. */
  open(work: Work): Promise<OpenedSource>;
}

import type { DatasetDescription, Progress, SkippedFile, Split } from '../dataset/dataset.js';

/** One decoded image on its way into the packed file. */
export interface SourceImage {
  readonly split: Split;
  readonly name: string;
  /** Present for every image of a source with classes. */
  readonly label?: number;
  /** Present for every image of a source or for none, with the same names. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** [H, W, C], C innermost. */
  readonly pixels: Uint8Array;
}

/** A source whose images are about to be read, all of one shape. */
export interface OpenedSource extends Pick<
  DatasetDescription,
  'classes' | 'testOrigin' | 'resized'
> {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** How many items `images` has. */
  readonly total: number;
  /** Training images, then validation images, then test images, and what has to be left out. */
  readonly images: AsyncIterable<SourceImage | SkippedFile> | Iterable<SourceImage | SkippedFile>;
  /** What was left out before any image was read. */
  readonly skipped: readonly SkippedFile[];
}

/** Something that images can be packed from; each kind of source is one file of this package. */
export interface ImageSource {
  readonly description: Omit<DatasetDescription, 'classes' | 'testOrigin' | 'resized'>;
  /** Hexadecimal; another key whenever other images would be packed. */
  readonly key: string;
  /** Does the slow work; only called when there is no packed file with this key. */
  open(onProgress: (progress: Progress) => void): Promise<OpenedSource>;
}

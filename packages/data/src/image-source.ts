import type { DatasetDescription, Progress, SkippedFile } from './dataset.js';

/** One decoded image on its way into the packed file. */
export interface SourceImage {
  readonly split: 'train' | 'test';
  readonly name: string;
  /** Present for every image of a source with classes. */
  readonly label?: number;
  /** [H, W, C], C innermost. */
  readonly pixels: Uint8Array;
}

/** A source whose images are about to be read, all of one shape. */
export interface OpenedSource {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** How many items `images` has. */
  readonly total: number;
  /** Every training image before the first test image, and what has to be left out. */
  readonly images: AsyncIterable<SourceImage | SkippedFile> | Iterable<SourceImage | SkippedFile>;
}

/** Something that images can be packed from; each kind of source is one file of this package. */
export interface ImageSource {
  readonly description: DatasetDescription;
  /** Hexadecimal; another key whenever other images would be packed. */
  readonly key: string;
  /** What was left out before any image was opened. */
  readonly skipped: readonly SkippedFile[];
  /** Does the slow work; only called when there is no packed file with this key. */
  open(onProgress: (progress: Progress) => void): Promise<OpenedSource>;
}

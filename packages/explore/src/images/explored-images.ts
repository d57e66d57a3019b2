import type { DatasetCheck, Progress } from '@jssl/data';

/** A property of images that they can be colored and filtered by. */
export interface Field {
  readonly name: string;
  /** Its values, in order. */
  readonly values: readonly string[];
  /** The position in `values` of each image [N]; −1 for none. */
  readonly codes: Int32Array;
  /** Whether the order of the values means something, such as that of months. */
  readonly isOrdered: boolean;
}

/** How to check images. */
export interface CheckOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
}

/** Images to explore: N of them, by index. */
export interface ExploredImages {
  /** Shown as the title. */
  readonly name: string;
  /** Where they are: an absolute path or a known name. */
  readonly source: string;
  readonly length: number;
  /** Class, split, date and further columns. */
  readonly fields: readonly Field[];
  /** Unique: the path within the folder, or an identifier. */
  readonly nameOf: (index: number) => string;
  /** Changes when the pixels may have changed; needs no reading. */
  readonly stampOf: (index: number) => string;
  /** A hash of the content. */
  readonly contentOf: (index: number) => Promise<string>;
  /** The image's own file, if it has one. */
  readonly fileOf: (index: number) => string | undefined;
  /**
   * The pixels [S, S, 3], resized to cover a square and cropped about the center.
   * @throws for an image that can't be read.
   */
  readonly read: (index: number, side: number) => Promise<Uint8Array>;
  /**
   * Draws the whole image as a WebP whose longer side has at most so many pixels.
   * @throws for an image that can't be read.
   */
  readonly draw: (index: number, side: number) => Promise<Uint8Array>;
  /** Looks for copies and for dark, blurred and other images worth a look. */
  readonly check: (options: CheckOptions) => Promise<DatasetCheck>;
  /** Images with these indices only. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** What images are for. */
export type Split = 'train' | 'validation' | 'test';

/** A file or an image that was left out, and why, in one line. */
export interface SkippedFile {
  /** Relative to the folder, with `/` between its parts, and the place within a file of many images. */
  readonly path: string;
  readonly reason: string;
}

/** How far a long operation is; `done` reaches `total` at the end of each phase. */
export interface Progress {
  readonly phase: 'downloading' | 'scanning' | 'decoding' | 'packing' | 'checking';
  readonly done: number;
  readonly total: number;
}

/** What a data set says about itself before any image is read. */
export interface DatasetDescription {
  readonly name: string;
  /** A folder of images or files of many images, or a data set known by name. */
  readonly kind: 'folder' | 'file' | 'known';
  /** The L class names in the order of the labels; absent when the images have no labels. */
  readonly classes?: readonly string[];
  /** Where the test images come from: `held-out` is a tenth taken from the training images. */
  readonly testOrigin?: 'test' | 'validation' | 'held-out';
  /** The images had different sizes, or were too large, and were resized without having been asked to. */
  readonly resized?: boolean;
  readonly license?: string;
  readonly credit?: string;
}

/** The images of one split. */
export interface ImageSet {
  readonly length: number;
  /** The class of each image, from 0 to L − 1; absent when the images have no labels. */
  readonly labels?: Int32Array;
  /** What else is known of each image, by the name of what it is: other groupings than the classes. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /**
   * The name of an image: its path within the folder, or its place in a known data set.
   * @throws RangeError if there is no such image.
   */
  readonly name: (index: number) => string;
  /**
   * A batch of images, each as often and in the order as asked for.
   * @returns 8-bit pixels [N, H, W, C], a new array.
   * @throws RangeError if there is no such image.
   */
  readonly read: (indices: ArrayLike<number>) => Uint8Array;
  /**
   * Begins to bring images near that `read` will be asked for, while something else is done; where they
   * are not in memory. Nothing is told of it: what goes wrong is told by `read`.
   */
  readonly prefetch?: (indices: ArrayLike<number>) => void;
}

/** Images of one size, decoded and at hand. */
export interface Dataset extends DatasetDescription {
  /** H of every image. */
  readonly height: number;
  /** W of every image. */
  readonly width: number;
  /** C of every image: 3 (sRGB) for folders; known data sets may have 1 (gray). */
  readonly channels: number;
  /** Mean [C] of the training pixels on the scale of 0 to 1. */
  readonly mean: readonly number[];
  /** Standard deviation [C] (of the population) of the same pixels; 0 where they are all equal. */
  readonly std: readonly number[];
  readonly train: ImageSet;
  /**
   * Labeled images to choose the best epoch by, where the source has some beside those of `test`; none of
   * them is in `train`.
   */
  readonly validation?: ImageSet;
  /** Labeled images to test with. */
  readonly test?: ImageSet;
  /** The pixels did not fit into memory and are read from the cache: go through `shuffledBatches`. */
  readonly streamed?: boolean;
  readonly skipped: readonly SkippedFile[];
  /** SHA-256 (hexadecimal) of pixels, labels, names and classes: equal where the content is equal. */
  readonly fingerprint: string;
}

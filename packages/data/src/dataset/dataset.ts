import type { ValueRanges } from './value-range.js';

/** What an image is used for. */
export type Split = 'train' | 'validation' | 'test';

/** A file or an image that was left out, with a one-line reason. */
export interface SkippedFile {
  /** Relative to the folder, separated by `/`; followed by the index of an image within its file. */
  readonly path: string;
  readonly reason: string;
  /** The number of images in it, if it is a folder. */
  readonly images?: number;
}

/** Progress of long work; `done` reaches `total` at the end of each phase. */
export interface Progress {
  readonly phase: 'downloading' | 'scanning' | 'decoding' | 'packing' | 'checking' | 'comparing';
  readonly done: number;
  readonly total: number;
}

/** A data set without its images. */
export interface DatasetDescription {
  readonly name: string;
  /** A folder of images, files of many images, or a data set known by name. */
  readonly kind: 'folder' | 'file' | 'known';
  /** The L class names in the order of the labels; absent if the images have no labels. */
  readonly classes?: readonly string[];
  /** Where the test images come from: `held-out` means a tenth of the training images. */
  readonly testOrigin?: 'test' | 'validation' | 'held-out';
  /** True if images were resized without `imageSize` because their sizes differ or are too large. */
  readonly resized?: boolean;
  /**
   * Images that belong together, which retrieval looks for: those with the same value of `attribute` and
   * another value of `across`, such as one emoji drawn by two vendors.
   */
  readonly partners?: { readonly attribute: string; readonly across: string };
  /**
   * The values that became black and white, for images of more than 8 bits, by how their values are stored.
   * An encoder that was trained on them must see other images in the same range.
   */
  readonly valueRanges?: ValueRanges;
  /**
   * How the source was read, as sentences: which files were ignored because they are not pictures, where
   * links lead, which folders may not be classes, how images of more than 8 bits were scaled. Absent if there
   * is nothing to say.
   */
  readonly notes?: readonly string[];
  /**
   * The advice at the end of some notes: by note, the same words with settings in braces. `describeNote` names
   * them for a reader.
   */
  readonly noteRemedies?: Readonly<Record<string, string>>;
  readonly license?: string;
  readonly credit?: string;
}

/** The images of one split. */
export interface ImageSet {
  readonly length: number;
  /**
   * The class of each image, from 0 to L − 1; absent if the images have no labels. Training images may have
   * −1, for no class, if the labels come from a table: see `labeledOnly`.
   */
  readonly labels?: Int32Array;
  /** Properties of each image other than its class, by name, such as `superclass`. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /**
   * The name of an image: its path within the folder, or an identifier in a known data set.
   * @throws RangeError if an index is out of range.
   */
  readonly name: (index: number) => string;
  /**
   * Reads a batch of images in the requested order. Indices may repeat.
   * @returns 8-bit pixels [N, H, W, C], a new array.
   * @throws RangeError if an index is out of range.
   */
  readonly read: (indices: ArrayLike<number>) => Uint8Array;
  /**
   * Starts loading images that `read` will need, in the background. Absent if they are in memory. Errors
   * surface in `read`.
   */
  readonly prefetch?: (indices: ArrayLike<number>) => void;
}

/** Decoded images of one size. */
export interface Dataset extends DatasetDescription {
  /** H of every image. */
  readonly height: number;
  /** W of every image. */
  readonly width: number;
  /** C of every image: 3 (sRGB) for folders; known data sets may have 1 (gray). */
  readonly channels: number;
  /** Mean [C] of the training pixels, on a scale of 0 to 1. */
  readonly mean: readonly number[];
  /** Population standard deviation [C] of the training pixels, on the same scale. */
  readonly std: readonly number[];
  readonly train: ImageSet;
  /**
   * Validation images, if the source has its own; disjoint from `train` and `test`. Used to pick the best
   * epoch.
   */
  readonly validation?: ImageSet;
  /** Labeled test images. */
  readonly test?: ImageSet;
  /** True if the pixels don't fit into memory and are read from the cache: use `shuffledBatches`. */
  readonly streamed?: boolean;
  /** Set if the images were in the cache but damaged, and were packed again: what was found. */
  readonly repacked?: string;
  /** Pictures that were left out: damaged ones, unsupported formats, and those outside the data set. */
  readonly skipped: readonly SkippedFile[];
  /** SHA-256 (hexadecimal) of pixels, labels, names and classes: the same for equal content. */
  readonly fingerprint: string;
}

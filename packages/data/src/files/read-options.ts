/** Options of every reader of a source. */
export interface ReadOptions {
  /** H and W to decode image files to; undefined: their own size if they share one. */
  readonly imageSize: number | undefined;
  /** Draws the held-out test images of a source without test images. */
  readonly seed: number;
  /** A file with the labels of image files; undefined: their folders. */
  readonly labels?: string | undefined;
}

/** How every kind of source is read. */
export interface ReadOptions {
  /** H and W to which image files are decoded; undefined for their own, where they share one. */
  readonly imageSize: number | undefined;
  /** Draws the test images where there are none. */
  readonly seed: number;
}

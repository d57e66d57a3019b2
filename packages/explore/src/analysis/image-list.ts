/** An image worth a look. */
export interface ListEntry {
  readonly index: number;
  /** Why, in a few words. */
  readonly reason: string;
  /** The image it resembles. */
  readonly other?: number;
}

/** Images worth a look, the most striking first. */
export interface ImageList {
  /** `outliers`, `near-duplicates`, `doubtful labels`, `copies`, `dark`, `blurred` and so on. */
  readonly name: string;
  /** What the list holds, in a sentence. */
  readonly about: string;
  readonly entries: readonly ListEntry[];
}

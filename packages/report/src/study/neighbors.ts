/** The images most similar to one image, the most similar first. */
export interface Neighbors {
  /** Their indices in the gallery. */
  readonly indices: readonly number[];
  /** Their cosine similarities to it. */
  readonly similarities: readonly number[];
}

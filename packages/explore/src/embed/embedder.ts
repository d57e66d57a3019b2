/** Turns images into vectors; the cosine of two vectors is the similarity of the images. */
export interface Embedder {
  /** Identifies the encoder and how images are prepared: vectors of another key cannot be compared. */
  readonly key: string;
  readonly kind: 'encoder' | 'pixels';
  /** What it is, in a few words. */
  readonly about: string;
  /** Advice on a better embedder, in a sentence. */
  readonly advice?: string;
  /** S, the height and width of its images. */
  readonly imageSize: number;
  /**
   * @param pixels 8 bits, [N, S, S, 3].
   * @returns unit vectors [N, F].
   */
  readonly embed: (pixels: Uint8Array, count: number) => Promise<Float32Array>;
  /** Frees what it holds; called when the exploration is disposed. */
  readonly dispose?: () => Promise<void>;
}

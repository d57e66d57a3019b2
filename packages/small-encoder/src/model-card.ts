/** A package whose pictures the encoder was trained on. */
export interface ImageSetCard {
  readonly kind: 'photos' | 'stamps' | 'icons' | 'emoji';
  /** The package of Debian, or packages of npm. */
  readonly name: string;
  readonly version: string;
  /** As the package states it. */
  readonly license: string;
  readonly credit: string;
  readonly pictures: number;
  /** Training images: parts of each photograph, of various sizes; the other pictures once. */
  readonly images: number;
}

/** How the encoder was trained. */
export interface Training {
  /** The command, with all settings; IMAGES is the folder that `npm run small-encoder` makes. */
  readonly command: string;
  readonly seed: number;
  /** Year, month and day. */
  readonly date: string;
  readonly machine: string;
  readonly seconds: number;
  /** Identifies the pixels and order of the training images, as in the run's `config.json`. */
  readonly fingerprint: string;
}

/** Facts about an encoder. */
export interface ModelCard {
  /** N, the number of training images. */
  readonly images: number;
  readonly sets: readonly ImageSetCard[];
  readonly training: Training;
}

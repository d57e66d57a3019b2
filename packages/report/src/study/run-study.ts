import type { Sprite } from '../page/sprite.js';
import type { Neighbors } from './nearest-neighbors.js';
import type { Classification } from './study-features.js';

/** What cannot be shown of a run, and why, in a sentence. */
export interface LeftOut {
  readonly leftOut: string;
}

/** The images that the map, the neighbors and the kNN are of. */
export interface Gallery {
  readonly from: 'test' | 'training';
  /** How many images there are, of which these are a random choice or all. */
  readonly total: number;
  readonly names: readonly string[];
  /** The L class names, where there are labels; with them the class of each image. */
  readonly classes?: readonly string[];
  readonly labels?: readonly number[];
  readonly thumbnails: Sprite;
}

/** An image of the gallery with those most like it, to the encoder and as raw pixels. */
export interface Sample {
  /** Places in the gallery, here and in the neighbors. */
  readonly image: number;
  readonly encoder: Neighbors;
  readonly pixels: Neighbors;
}

export interface NeighborStudy {
  readonly samples: readonly Sample[];
  /** Share of all gallery images' neighbors that are of the image's own class, where there are labels. */
  readonly sameClass?: { readonly encoder: number; readonly pixels: number };
}

/** A way to embed images, measured by kNN. */
export interface KnnRow extends Classification {
  readonly name: string;
}

export interface KnnStudy {
  /** Neighbors that vote: the run's k, or the whole bank where that is smaller. */
  readonly k: number;
  readonly runK: number;
  readonly temperature: number;
  /** B, the training images among which the neighbors are looked for. */
  readonly bank: number;
  /** How many training images the run has. */
  readonly trainImages: number;
  /** The trained encoder, then its baselines. */
  readonly rows: readonly [trained: KnnRow, ...baselines: KnnRow[]];
}

/** Rows of pictures: an image, then random views of it. */
export interface ViewStudy {
  readonly names: readonly string[];
  readonly viewCount: number;
  readonly pictures: Sprite;
}

/** What an encoder makes of its images. */
export interface RunStudy {
  readonly weights: 'best' | 'last';
  /** Whether the images are those of the run; undefined where the run does not tell. */
  readonly sameImages: boolean | undefined;
  readonly gallery: Gallery;
  /** Coordinates [N, 2] of the gallery's images. */
  readonly map: readonly (readonly [x: number, y: number])[] | LeftOut;
  readonly neighbors: NeighborStudy | LeftOut;
  readonly knn: KnnStudy | LeftOut;
  readonly views: ViewStudy;
}

export function isLeftOut(part: object): part is LeftOut {
  return 'leftOut' in part;
}

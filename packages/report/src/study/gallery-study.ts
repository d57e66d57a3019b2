import { drawSprite, type Sprite } from '../page/sprite.js';
import type { Shown } from './studied-images.js';
import type { StudiedRun } from './studied-run.js';

const THUMBNAIL_SIDE = 40;

/** The images of the map, the neighbors and the kNN. */
export interface Gallery {
  /** How many of its images are test images, which come first, and how many there are. */
  readonly test: Shown;
  /** How many of its images are training images, and how many there are. */
  readonly training: Shown;
  readonly names: readonly string[];
  /** The L class names, if there are labels. */
  readonly classes?: readonly string[];
  /** The class of each image. */
  readonly labels?: readonly number[];
  readonly thumbnails: Sprite;
}

/** Names, labels and thumbnails of the gallery. */
export async function studyGallery({ data, images, report }: StudiedRun): Promise<Gallery> {
  const { gallery, test, training } = images;
  const { classes } = data;
  const { length, labels } = gallery;
  const read = (first: number, n: number) => {
    report({ phase: 'drawing thumbnails', done: first, total: length });
    return gallery.read(Int32Array.from({ length: n }, (_, at) => first + at));
  };
  return {
    test,
    training,
    names: Array.from({ length }, (_, image) => gallery.name(image)),
    ...(classes && labels && { classes, labels: [...labels] }),
    thumbnails: await drawSprite(read, {
      count: length,
      shape: data,
      largestSide: THUMBNAIL_SIDE,
    }),
  };
}

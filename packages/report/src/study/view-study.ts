import { drawSprite, type Sprite } from '../page/sprite.js';
import { chooseIndices } from './choose-samples.js';
import type { StudiedRun } from './studied-run.js';
import { viewRows } from './view-rows.js';

const IMAGES = 6;
const VIEWS = 6;
const VIEW_SIDE = 64;

/** Rows of pictures: an image, then random views of it. */
export interface ViewStudy {
  readonly names: readonly string[];
  readonly viewCount: number;
  readonly pictures: Sprite;
}

/** Random views of a few training images. */
export async function studyViews({ config, data, images, views }: StudiedRun): Promise<ViewStudy> {
  const { train } = images;
  const indices = chooseIndices(train.length, IMAGES, config.seed);
  const { seed } = config;
  const pixels = viewRows(train, data, { indices, viewCount: VIEWS, views, seed });
  const bytes = views.size ** 2 * data.channels;
  return {
    names: indices.map((image) => train.name(image)),
    viewCount: VIEWS,
    pictures: await drawSprite((first, n) => pixels.subarray(first * bytes, (first + n) * bytes), {
      count: indices.length * (VIEWS + 1),
      shape: { height: views.size, width: views.size, channels: data.channels },
      largestSide: VIEW_SIDE,
    }),
  };
}

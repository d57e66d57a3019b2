import type { Sharp } from 'sharp';

import type { ImageShape } from '../../dataset/image-shape.js';
import { readTiffTags } from './tiff-tags.js';

const WIDTH = 256;
const HEIGHT = 257;
const ORIENTATION = 274;

/** By the value of the tag minus one: a clockwise rotation, then a mirroring. */
const turns: readonly (readonly [angle: number, mirror?: 'flip' | 'flop'])[] = [
  [0],
  [0, 'flop'],
  [180],
  [0, 'flip'],
  [90, 'flop'],
  [90],
  [270, 'flop'],
  [270],
];

const turnOf = (bytes: Uint8Array) =>
  turns[(readTiffTags(bytes, [ORIENTATION]).get(ORIENTATION)?.[0] ?? 1) - 1] ?? [0];

/** Applies the orientation tag of a TIFF's first image to its pixels. */
export function turnTiff(bytes: Uint8Array, image: Sharp): Sharp {
  const [angle, mirror] = turnOf(bytes);
  const rotated = angle === 0 ? image : image.rotate(angle);
  return mirror ? rotated[mirror]() : rotated;
}

/** The size of a TIFF's first image after applying its orientation. */
export function measureTiff(bytes: Uint8Array): ImageShape {
  const tags = readTiffTags(bytes, [WIDTH, HEIGHT]);
  const [width = 0, height = 0] = [tags.get(WIDTH)?.[0], tags.get(HEIGHT)?.[0]];
  if (width < 1 || height < 1) throw new Error('damaged or cut off (no width and height)');
  const [angle] = turnOf(bytes);
  return angle % 180 === 0 ? { height, width } : { height: width, width: height };
}

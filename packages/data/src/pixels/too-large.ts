import type { ImageShape } from '../dataset/image-shape.js';

/** The error for an image with more pixels than are decoded. */
export function tooLarge({ height, width }: ImageShape, mostPixels: number): Error {
  const limit = mostPixels.toLocaleString('en-US');
  return new Error(
    `an image of ${width}x${height} exceeds the limit of ${limit} pixels; make it smaller`,
  );
}

import type { PixelImage } from './encode-png.js';

/** The pixels of images of one size. */
export interface PixelImages {
  readonly height: number;
  readonly width: number;
  /** 1 for gray, 3 for RGB. */
  readonly channels: number;
  /** [N, H, W, C], 0 to 255. */
  readonly pixels: Uint8Array;
}

/**
 * Arranges images in a grid without gaps; unused cells are black.
 * @param columns images per row.
 * @param rows default: as many as needed.
 * @example
 * ```ts
 * import { tileImages } from '@jssl/tensorboard';
 *
 * const pixels = Uint8Array.of(10, 20, 30); // [N, H, W, C]: three images of one pixel
 * const sheet = tileImages({ height: 1, width: 1, channels: 1, pixels }, 2);
 * console.log(sheet.height, sheet.width, [...sheet.pixels]); // 2 2 [ 10, 20, 30, 0 ]
 * ```
 */
export function tileImages(
  { height, width, channels, pixels }: PixelImages,
  columns: number,
  rows = Math.ceil(pixels.length / (height * width * channels * columns)),
): PixelImage {
  const rowBytes = width * channels;
  const imageBytes = height * rowBytes;
  const tiled = new Uint8Array(rows * columns * imageBytes);
  for (let image = 0; image * imageBytes < pixels.length; image++) {
    const corner =
      Math.floor(image / columns) * columns * imageBytes + (image % columns) * rowBytes;
    for (let row = 0; row < height; row++) {
      const from = image * imageBytes + row * rowBytes;
      tiled.set(pixels.subarray(from, from + rowBytes), corner + row * columns * rowBytes);
    }
  }
  return { height: rows * height, width: columns * width, channels, pixels: tiled };
}

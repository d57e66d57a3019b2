import type { Dataset, ImageSet } from '../dataset/dataset.js';

/** Shares of red, green and blue in the luma of ITU-R BT.601. */
const LUMA = [0.299, 0.587, 0.114] as const;

function toGray(pixels: Uint8Array): Uint8Array {
  const gray = new Uint8Array(pixels.length / 3);
  for (let pixel = 0, at = 0; pixel < gray.length; pixel++, at += 3) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    gray[pixel] = Math.round(LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue);
  }
  return gray;
}

function toColor(gray: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(3 * gray.length);
  for (let at = 0; at < pixels.length; at++) pixels[at] = gray[Math.floor(at / 3)] ?? 0;
  return pixels;
}

/**
 * Converts pixels between gray and color: color becomes its luma (ITU-R BT.601), gray becomes three equal
 * channels. Gray pixels that are stored as color stay as they are.
 * @param pixels 8-bit [N, H, W, C], C 1 or 3.
 * @param from C of the pixels, and `to` of the result.
 * @returns 8-bit [N, H, W, to]; the same array if nothing changes.
 * @example
 * ```ts
 * import { convertPixels } from '@jssl/data';
 *
 * const red = Uint8Array.of(255, 0, 0); // [1, 1, 1, 3]
 * console.log(convertPixels(red, 3, 1)); // Uint8Array(1) [ 76 ]
 * ```
 */
export function convertPixels(pixels: Uint8Array, from: number, to: number): Uint8Array {
  if (from === to) return pixels;
  return to === 1 ? toGray(pixels) : toColor(pixels);
}

/**
 * A data set as gray or as color images, converted when they are read: for an encoder that was trained on
 * the other kind. Color becomes its luma (ITU-R BT.601), gray becomes three equal channels.
 * @param channels C of the result: 1 for gray, 3 for color.
 * @returns the same data set if it has these channels. Its `mean` and `std` are those of the original pixels,
 * whose luma has the same mean, but not exactly the same deviation.
 * @throws RangeError if the channels of either are neither 1 nor 3.
 * @example
 * ```ts
 * import { convertChannels, openDataset } from '@jssl/data';
 *
 * const photos = await openDataset('photos'); // of 8x8 pixels, in color
 * const gray = convertChannels(photos, 1);
 * console.log(gray.channels, gray.train.read([0]).length); // 1 64
 * ```
 */
export function convertChannels(data: Dataset, channels: number): Dataset {
  if (data.channels === channels) return data;
  if (![data.channels, channels].every((count) => count === 1 || count === 3)) {
    throw new RangeError(
      `convertChannels: channels must be 1 or 3 on both sides, got ${data.channels} and ${channels}`,
    );
  }
  const convert = (set: ImageSet): ImageSet => ({
    ...set,
    read: (indices) => convertPixels(set.read(indices), data.channels, channels),
  });
  const share = (values: readonly number[]) =>
    channels === 1
      ? [values.reduce((sum, value, at) => sum + value * (LUMA[at] ?? 0), 0)]
      : [0, 1, 2].map(() => values[0] ?? 0);
  const { train, validation, test } = data;
  return {
    ...data,
    channels,
    mean: share(data.mean),
    std: share(data.std),
    train: convert(train),
    ...(validation && { validation: convert(validation) }),
    ...(test && { test: convert(test) }),
  };
}

import type { Dataset } from '@jssl/data';

/** Images that are looked at, at most. */
const SAMPLE = 256;
/** Colors this close are the same, in steps of 256 per channel. */
const TOLERANCE = 16;
/** Photographs of the experiments have at most 0.1, pictures on a background at least 0.7. */
const LEAST_SHARE = 0.5;

/**
 * Whether the pictures show things on a background of one color that they have in common, as icons, emoji and
 * scans do: whether most pixels at the borders of the training images have nearly the same color.
 * @example
 * ```ts
 * import { hasPlainBackground } from '@jssl/trainer';
 *
 * // Four images of 8×8 pixels: a white square on black.
 * const pixels = Uint8Array.from({ length: 64 }, (_, at) => (at === 27 ? 255 : 0));
 * const read = (indices: ArrayLike<number>) =>
 *   Uint8Array.from({ length: 64 * indices.length }, (_, at) => pixels[at % 64] ?? 0);
 * const train = { length: 4, name: String, read };
 * console.log(hasPlainBackground({ height: 8, width: 8, channels: 1, train })); // true
 * ```
 */
export function hasPlainBackground({
  height,
  width,
  channels,
  train,
}: Pick<Dataset, 'height' | 'width' | 'channels' | 'train'>): boolean {
  const count = Math.min(SAMPLE, train.length);
  const indices = Array.from({ length: count }, (_, at) => Math.floor((at * train.length) / count));
  const pixels = train.read(indices);
  const border = borderOf(height, width);
  const starts = indices.flatMap((_, image) =>
    border.map((at) => (image * height * width + at) * channels),
  );
  const background = Array.from({ length: channels }, (_, channel) =>
    median(Uint8Array.from(starts, (start) => pixels[start + channel] ?? 0)),
  );
  const isBackground = (start: number) =>
    background.every(
      (value, channel) => Math.abs((pixels[start + channel] ?? 0) - value) <= TOLERANCE,
    );
  return starts.filter(isBackground).length >= LEAST_SHARE * starts.length;
}

/** The indices of the pixels of an image's border. */
function borderOf(height: number, width: number): number[] {
  const indices = Array.from({ length: height * width }, (_, at) => at);
  return indices.filter((at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    return y === 0 || x === 0 || y === height - 1 || x === width - 1;
  });
}

function median(values: Uint8Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}

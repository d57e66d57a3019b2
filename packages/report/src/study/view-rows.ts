import {
  applyViews,
  evaluationView,
  imagesFromBytes,
  sampleView,
  type ViewOptions,
} from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import { randomStream } from '@jssl/features';

/**
 * `count` of the places from 0 to `length` − 1, drawn without repetition, in their order.
 * @example
 * ```ts
 * import { choosePlaces } from '@jssl/report';
 *
 * console.log(choosePlaces(100, 5, 1)); // [ 8, 15, 25, 32, 78 ]
 * ```
 */
export function choosePlaces(length: number, count: number, seed: number): number[] {
  const random = randomStream(seed, 'subset');
  const chosen = new Set<number>();
  while (chosen.size < Math.min(length, count)) chosen.add(Math.floor(random() * length));
  return [...chosen].sort((first, second) => first - second);
}

/**
 * Rows of images: each whole, then `viewCount` of its views, those of the first epochs of a training. An
 * engine has to be loaded.
 * @param chosen places in `images` [N].
 * @param options of the training.
 * @param seed of the training.
 * @returns pixels [N · (1 + viewCount), size, size, C]
 * @example
 * ```ts
 * import { openDataset } from '@jssl/data';
 * import { loadEngine } from '@jssl/engine';
 * import { viewRows } from '@jssl/report';
 * import { loadEncoder } from '@jssl/features';
 *
 * await loadEngine();
 * const photos = await openDataset('photos');
 * const { views } = loadEncoder('runs/photos');
 * const pixels = viewRows(photos.train, photos, [0, 1], 3, views, 0);
 * console.log(pixels.length === 2 * (1 + 3) * 8 * 8 * 3); // true
 * ```
 */
export function viewRows(
  images: ImageSet,
  { height, width, channels }: Pick<Dataset, 'height' | 'width' | 'channels'>,
  chosen: readonly number[],
  viewCount: number,
  options: ViewOptions,
  seed: number,
): Uint8Array {
  const { size, mean, std } = options;
  const whole = imagesFromBytes(images.read(chosen), [chosen.length, height, width, channels]);
  const viewsOf = (number: number) => {
    if (number === 0) return evaluationView(whole, options);
    const [epoch, view] = [1 + Math.floor((number - 1) / 2), (number - 1) % 2];
    const parameters = chosen.map((index) =>
      sampleView(height, width, options, randomStream(seed, 'views', epoch, index, view)),
    );
    return applyViews(whole, parameters, options);
  };
  const viewBytes = size * size * channels;
  const pixels = new Uint8ClampedArray(chosen.length * (viewCount + 1) * viewBytes);
  for (let number = 0; number <= viewCount; number++) {
    const views = viewsOf(number);
    const values = views.dataSync();
    views.dispose();
    chosen.forEach((_, row) => {
      const start = (row * (viewCount + 1) + number) * viewBytes;
      for (let at = 0; at < viewBytes; at++) {
        const channel = at % channels;
        const value = values[row * viewBytes + at] ?? 0;
        pixels[start + at] = (value * (std[channel] ?? 1) + (mean[channel] ?? 0)) * 255;
      }
    });
  }
  whole.dispose();
  return new Uint8Array(pixels.buffer);
}

import {
  applyViews,
  evaluationView,
  imagesFromBytes,
  sampleView,
  type ViewOptions,
} from '@jssl/augment';
import type { Dataset, ImageSet } from '@jssl/data';
import { randomStream } from '@jssl/features';

/** Which images, and which views of them. */
export interface ViewRowsOptions {
  /** Indices of N images. */
  readonly indices: readonly number[];
  /** Views of each image. */
  readonly viewCount: number;
  /** View options of the run. */
  readonly views: ViewOptions;
  /** Seed of the run. */
  readonly seed: number;
}

/**
 * Rows of pictures: each image, then `viewCount` random views of it, the ones that the first epochs of
 * training see. Load an engine first.
 * @param shape of the images.
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
 * const options = { indices: [0, 1], viewCount: 3, views, seed: 0 };
 * const pixels = viewRows(photos.train, photos, options);
 * console.log(pixels.length === 2 * (1 + 3) * 8 * 8 * 3); // true
 * ```
 */
export function viewRows(
  images: ImageSet,
  shape: Pick<Dataset, 'height' | 'width' | 'channels'>,
  { indices, viewCount, views: options, seed }: ViewRowsOptions,
): Uint8Array {
  const { height, width, channels } = shape;
  const { size, mean, std } = options;
  const whole = imagesFromBytes(images.read(indices), [indices.length, height, width, channels]);
  const viewsOf = (number: number) => {
    if (number === 0) return evaluationView(whole, options);
    const [epoch, view] = [1 + Math.floor((number - 1) / 2), (number - 1) % 2];
    const parameters = indices.map((index) =>
      sampleView([height, width], options, randomStream(seed, 'views', epoch, index, view)),
    );
    return applyViews(whole, parameters, options);
  };
  const viewBytes = size * size * channels;
  const pixels = new Uint8ClampedArray(indices.length * (viewCount + 1) * viewBytes);
  for (let number = 0; number <= viewCount; number++) {
    const views = viewsOf(number);
    const values = views.dataSync();
    views.dispose();
    indices.forEach((_, row) => {
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

import {
  applyViews,
  evaluationView,
  imagesFromBytes,
  sampleView,
  type ViewOptions,
} from '@jssl/augment';
import type { Dataset } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { randomStream } from '@jssl/trainer';

/** `count` of the places from 0 to `length` − 1, drawn without repetition, in their order. */
export function choosePlaces(length: number, count: number, seed: number): number[] {
  const random = randomStream(seed, 'subset');
  const chosen = new Set<number>();
  while (chosen.size < Math.min(length, count)) chosen.add(Math.floor(random() * length));
  return [...chosen].sort((first, second) => first - second);
}

/**
 * Rows of images: each whole, then `viewCount` of its views, those of the first epochs of a training.
 * @returns pixels [N · (1 + viewCount), size, size, C]
 */
export async function viewRows(
  data: Dataset,
  chosen: readonly number[],
  viewCount: number,
  options: ViewOptions,
  seed: number,
): Promise<Uint8Array> {
  await loadEngine();
  const { height, width, channels, train } = data;
  const { size, mean, std } = options;
  const images = imagesFromBytes(train.read(chosen), [chosen.length, height, width, channels]);
  const viewsOf = (number: number) => {
    if (number === 0) return evaluationView(images, options);
    const [epoch, view] = [1 + Math.floor((number - 1) / 2), (number - 1) % 2];
    const parameters = chosen.map((index) =>
      sampleView(height, width, options, randomStream(seed, 'views', epoch, index, view)),
    );
    return applyViews(images, parameters, options);
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
  images.dispose();
  return new Uint8Array(pixels.buffer);
}

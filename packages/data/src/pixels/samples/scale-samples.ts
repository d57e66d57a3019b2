import type { Samples } from '../tiff/tiff-samples.js';
import type { SampleType, ValueRange } from '../../dataset/value-range.js';
import { isNoData } from './no-data-value.js';

/** The alpha value of an opaque pixel. */
function opaqueOf(type: SampleType): number {
  if (type.startsWith('float')) return 1;
  return 2 ** (Number(type.replace(/\D+/, '')) - (type.startsWith('uint') ? 0 : 1)) - 1;
}

/** Values as 8 bits. */
export interface ScaledSamples {
  /** [H, W, C], C 1 or 3, and one more with alpha. */
  readonly pixels: Uint8Array;
  readonly channels: 1 | 2 | 3 | 4;
  /** The invalid values (NaN, infinite or missing), which become black. */
  readonly unknown: ReadonlySet<number>;
}

/**
 * Maps a range to 0 to 255 and clips values outside it; images in which the lowest value is white are inverted.
 */
export function scaleSamples(
  { values, height, width, channels, colors, hasAlpha, isInverted }: Samples,
  range: ValueRange,
  { type, missing }: { readonly type: SampleType; readonly missing?: number },
): ScaledSamples {
  const outputs = (colors + (hasAlpha ? 1 : 0)) as ScaledSamples['channels'];
  const pixels = new Uint8Array(height * width * outputs);
  const [low, high] = range;
  const factor = high > low ? 255 / (high - low) : 0;
  const opaque = opaqueOf(type);
  const unknown = new Set<number>();
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < outputs; channel++) {
      const value = values[pixel * channels + channel] ?? 0;
      const to = pixel * outputs + channel;
      if (channel === colors) {
        pixels[to] = Math.min(255, Math.max(0, Math.round((255 * value) / opaque)));
      } else if (!Number.isFinite(value) || value === missing || isNoData(value, range)) {
        unknown.add(value);
      } else {
        const level = Math.min(255, Math.max(0, Math.round((value - low) * factor)));
        pixels[to] = isInverted ? 255 - level : level;
      }
    }
  }
  return { pixels, channels: outputs, unknown };
}

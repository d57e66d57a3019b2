import type { ImageShape } from '../pixels/decode-image.js';
import type { QualitySettings } from './quality-settings.js';

/** Kinds of quality problems. */
export type QualityProblem =
  'dark' | 'bright' | 'low contrast' | 'uniform' | 'blurred' | 'odd shape' | 'tiny';

/** The measurements of an image. */
export interface ImageQuality {
  /** The gray level, from 0 to 255, that 1 % and 99 % of the pixels are below. */
  readonly low: number;
  readonly high: number;
  /** The largest difference between two pixels in one channel, in levels. */
  readonly range: number;
  /** From 0 (sharp) to 1 (blurred); undefined if the image is too small or too plain. */
  readonly blur: number | undefined;
  /** The size of the image file, or of the stored image. */
  readonly size: ImageShape;
}

/** A reason to list an image. */
export interface QualityFinding {
  readonly problem: QualityProblem;
  /** The measured value, in the units of the threshold. */
  readonly value: number;
  readonly reason: string;
}

/** Blur is only measured if the shorter side has at least this many pixels. */
const LEAST_SIDE_FOR_BLUR = 48;
/** Pixels on each side that are averaged to blur an image more. */
const BLUR_REACH = 4;

type Shape = ImageShape & { readonly channels: number };

/**
 * Measures an image.
 * @param pixels [H, W, C]
 * @param size of the original, if the pixels were resized.
 */
export function measureQuality(
  pixels: Uint8Array,
  shape: Shape,
  size: ImageShape = shape,
): ImageQuality {
  const { height, width, channels } = shape;
  const gray = new Float32Array(height * width);
  const histogram = new Uint32Array(256);
  const least = new Array<number>(channels).fill(255);
  const most = new Array<number>(channels).fill(0);
  for (let at = 0, from = 0; at < gray.length; at++, from += channels) {
    const red = pixels[from] ?? 0;
    const level =
      channels === 1
        ? red
        : 0.299 * red + 0.587 * (pixels[from + 1] ?? 0) + 0.114 * (pixels[from + 2] ?? 0);
    gray[at] = level;
    const bin = Math.round(level);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
    for (let channel = 0; channel < channels; channel++) {
      const value = pixels[from + channel] ?? 0;
      if (value < (least[channel] ?? 0)) least[channel] = value;
      if (value > (most[channel] ?? 0)) most[channel] = value;
    }
  }
  const range = Math.max(...most.map((value, channel) => value - (least[channel] ?? 0)));
  const [low, high] = [percentile(histogram, 0.01), percentile(histogram, 0.99)];
  const measurable = Math.min(height, width) >= LEAST_SIDE_FOR_BLUR && high - low >= 16;
  const blur = measurable ? blurOf(gray, height, width) : undefined;
  return { low, high, range, blur, size: { height: size.height, width: size.width } };
}

function percentile(histogram: Uint32Array, share: number): number {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [level, count] of histogram.entries()) {
    below += count;
    if (below >= share * total) return level;
  }
  return 255;
}

/**
 * How little an image changes when it is blurred (Crété et al., "The blur effect", 2007): the share of the
 * differences between neighbors that is left after a moving average, along the axis where more is left.
 */
function blurOf(gray: Float32Array, height: number, width: number): number {
  const across = blurAlong(gray, { lines: height, line: width, length: width, step: 1 });
  const down = blurAlong(gray, { lines: width, line: 1, length: height, step: width });
  return Math.max(across, down);
}

function blurAlong(
  gray: Float32Array,
  axis: {
    readonly lines: number;
    readonly line: number;
    readonly length: number;
    readonly step: number;
  },
): number {
  let [all, lost] = [0, 0];
  const reach = BLUR_REACH;
  for (let line = 0; line < axis.lines; line++) {
    const at = (place: number) => gray[line * axis.line + place * axis.step] ?? 0;
    for (let place = reach + 1; place < axis.length - reach; place++) {
      const sharp = Math.abs(at(place) - at(place - 1));
      // Two moving averages next to each other differ by the pixels that enter and leave.
      const blurred = Math.abs(at(place + reach) - at(place - reach - 1)) / (2 * reach + 1);
      all += sharp;
      lost += Math.max(0, sharp - blurred);
    }
  }
  return all > 0 ? (all - lost) / all : 0;
}

/** The reasons to list an image. A uniform image is only listed as uniform, besides problems of its size. */
export function qualityFindings(
  { low, high, range, blur, size }: ImageQuality,
  settings: QualitySettings,
): QualityFinding[] {
  const found: QualityFinding[] = [];
  const add = (problem: QualityProblem, value: number, reason: string) => {
    found.push({ problem, value, reason });
  };
  if (range <= settings.uniformRange) {
    add('uniform', range, range === 0 ? 'a single color' : `all pixels within ${range} levels`);
  } else {
    if (high < settings.darkLevel)
      add('dark', high, `99 % of its pixels are below level ${high + 1} of 255`);
    if (low > settings.brightLevel)
      add('bright', low, `99 % of its pixels are above level ${low - 1} of 255`);
    if (high - low < settings.lowContrast) {
      add('low contrast', high - low, `98 % of its pixels are within ${high - low} levels of 255`);
    }
    if (blur !== undefined && blur > settings.blurLevel) {
      const value = Math.round(1000 * blur) / 1000;
      add('blurred', value, `blurring it more leaves ${(100 * blur).toFixed(0)} % of its detail`);
    }
  }
  const { height, width } = size;
  const [shorter, longer] = [Math.min(height, width), Math.max(height, width)];
  const ratio = Math.round((100 * longer) / shorter) / 100;
  if (ratio > settings.oddAspect)
    add('odd shape', ratio, `${height}x${width}, one side ${ratio} times the other`);
  if (shorter < settings.tinySide) add('tiny', shorter, `${height}x${width} pixels`);
  return found;
}

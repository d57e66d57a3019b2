import { checkLength } from '../images/check-images.js';
import { checkViewOptions } from './check-view-options.js';
import type { Jitter, JitterOperation } from '../operations/jitter.js';
import type { Random } from './keyed-random.js';
import type { Box } from '../operations/resized-crop.js';
import { roundHalfEven } from '../images/round-half-even.js';
import type { ViewOptions } from './view-options.js';

/** The parameters of one view of an image, as plain numbers. */
export interface ViewParameters {
  readonly box: Box;
  readonly flip: boolean;
  /** Undefined for a view without jitter. */
  readonly jitter: Jitter | undefined;
  readonly grayscale: boolean;
  /** Standard deviation of the blur in pixels; undefined for a view without blur. */
  readonly blurSigma: number | undefined;
  readonly solarize: boolean;
}

const operations: readonly JitterOperation[] = ['brightness', 'contrast', 'saturation', 'hue'];

/**
 * Draws the parameters of one view from torchvision's distributions: RandomResizedCrop,
 * RandomHorizontalFlip, ColorJitter in random order, RandomGrayscale, GaussianBlur, RandomSolarize.
 * @param size height and width of the image in pixels.
 * @param random uniform numbers in [0, 1).
 * @throws RangeError if a size or an option is out of range.
 * @example
 * ```ts
 * import { defaultViewOptions, keyedRandom, sampleView } from '@jssl/augment';
 *
 * const { box, flip, grayscale } = sampleView([32, 32], defaultViewOptions, keyedRandom(1));
 * console.log(box, flip, grayscale); // { top: 2, left: 7, height: 30, width: 24 } false false
 * ```
 */
export function sampleView(
  [height, width]: readonly [height: number, width: number],
  options: ViewOptions,
  random: Random,
): ViewParameters {
  checkLength('sampleView', 'height', height);
  checkLength('sampleView', 'width', width);
  checkViewOptions('sampleView', options);
  const box = sampleBox([height, width], options, random);
  const flip = random() < options.flipProbability;
  const jitter = sampleJitter(options, random);
  const grayscale = random() < options.grayscaleProbability;
  // Drawn last, so that the other parameters don't depend on them.
  const isBlurred = random() < options.blurProbability;
  const blurSigma = isBlurred ? between(...options.blurSigma, random) : undefined;
  const solarize = random() < options.solarizeProbability;
  return { box, flip, jitter, grayscale, blurSigma, solarize };
}

const between = (least: number, most: number, random: Random) => least + (most - least) * random();

/** torchvision's RandomResizedCrop: ten attempts at an area and a ratio, else the largest center crop. */
function sampleBox(
  [height, width]: readonly [height: number, width: number],
  options: ViewOptions,
  random: Random,
): Box {
  const [leastRatio, mostRatio] = options.cropRatio;
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * between(...options.cropScale, random);
    const ratio = Math.exp(between(Math.log(leastRatio), Math.log(mostRatio), random));
    const cropWidth = roundHalfEven(Math.sqrt(area * ratio));
    const cropHeight = roundHalfEven(Math.sqrt(area / ratio));
    if (cropWidth < 1 || cropHeight < 1 || cropWidth > width || cropHeight > height) continue;
    return {
      top: Math.floor(random() * (height - cropHeight + 1)),
      left: Math.floor(random() * (width - cropWidth + 1)),
      height: cropHeight,
      width: cropWidth,
    };
  }
  const ratio = width / height;
  const cropWidth = ratio > mostRatio ? roundHalfEven(height * mostRatio) : width;
  const cropHeight = ratio < leastRatio ? roundHalfEven(width / leastRatio) : height;
  return {
    top: Math.floor((height - cropHeight) / 2),
    left: Math.floor((width - cropWidth) / 2),
    height: cropHeight,
    width: cropWidth,
  };
}

function sampleJitter(
  { jitterProbability, jitter }: ViewOptions,
  random: Random,
): Jitter | undefined {
  if (random() >= jitterProbability) return undefined;
  const [brightness, contrast, saturation, hue] = jitter;
  const factor = (strength: number) => between(Math.max(0, 1 - strength), 1 + strength, random);
  const order = [...operations];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]] as [JitterOperation, JitterOperation];
  }
  return {
    order,
    brightness: factor(brightness),
    contrast: factor(contrast),
    saturation: factor(saturation),
    hue: between(-hue, hue, random),
  };
}

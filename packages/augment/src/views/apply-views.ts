import type * as tf from '@tensorflow/tfjs-core';

import { changeSome } from '../images/change-some.js';
import { checkCount, checkLength, withBatch } from '../images/check-images.js';
import { blurToPlanes, checkKernelSize } from '../operations/gaussian-blur.js';
import { grayPlanes } from '../operations/grayscale.js';
import { jitterPlanes } from '../operations/jitter.js';
import { checkMoments, normalize, normalizePlanes } from '../operations/normalize.js';
import { fromPlanes } from '../images/planes.js';
import { resize } from '../operations/resize.js';
import { checkBoxes, cropToPlanes } from '../operations/resized-crop.js';
import type { ViewParameters } from './sample-view.js';
import { invertAbove } from '../operations/solarize.js';
import type { ViewOptions } from './view-options.js';

/**
 * Makes one view of each image: crop, resize and flip, color jitter, grayscale, blur, solarize,
 * normalize. Each step runs as one batch over the images it applies to.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255, C 1 or 3; borrowed.
 * @param views one per image, from {@link sampleView}.
 * @returns [N, size, size, C], normalized.
 * @throws TypeError if `images` are of another rank or type; RangeError if a view or an option does not fit.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { applyViews, defaultViewOptions, keyedRandom, sampleView } from '@jssl/augment';
 *
 * const images = tf.zeros<tf.Rank.R4>([4, 48, 64, 3]); // [N, H, W, C]
 * const views = [0, 1, 2, 3].map((image) =>
 *   sampleView([48, 64], defaultViewOptions, keyedRandom(1, image)),
 * );
 * console.log(applyViews(images, views, defaultViewOptions).shape); // [ 4, 32, 32, 3 ]
 * ```
 */
export function applyViews<T extends tf.Tensor>(
  images: T,
  views: readonly ViewParameters[],
  options: Pick<ViewOptions, 'size' | 'blurKernel' | 'solarizeThreshold' | 'mean' | 'std'>,
): T {
  const { size, blurKernel, solarizeThreshold, mean, std } = options;
  return withBatch('applyViews', images, (batch) => {
    checkLength('applyViews', 'size', size);
    checkMoments('applyViews', batch.shape[3], { mean, std });
    checkCount('applyViews', { views }, batch.shape[0]);
    const boxes = views.map(({ box }) => box);
    checkBoxes('applyViews', boxes, batch);
    const sigmas = views.map(({ blurSigma }) => blurSigma);
    if (sigmas.some((sigma) => sigma !== undefined)) {
      checkKernelSize('applyViews', blurKernel, [size, size]);
    }
    const where = (chosen: (view: ViewParameters) => boolean) =>
      views.map((view) => chosen(view) || undefined);
    const flips = views.map(({ flip }) => flip);
    const jitters = views.map(({ jitter }) => jitter);
    const cropped = cropToPlanes(batch, boxes, { size: [size, size], flips });
    const jittered = changeSome(cropped, jitters, jitterPlanes);
    const gray = changeSome(
      jittered,
      where((view) => view.grayscale),
      grayPlanes,
    );
    const blurred = changeSome(gray, sigmas, (some, given) =>
      blurToPlanes(fromPlanes(some, size, size), blurKernel, given),
    );
    const solarized = changeSome(
      blurred,
      where((view) => view.solarize),
      (some) => invertAbove(some, solarizeThreshold),
    );
    return fromPlanes(normalizePlanes(solarized, mean, std), size, size);
  });
}

/**
 * The view for evaluation: the whole image, resized to `size` x `size` and normalized.
 * @param images [N, H, W, C] or [H, W, C], in [0, 1], or int32 from 0 to 255, C 1 or 3; borrowed.
 * @returns [N, size, size, C], normalized.
 * @throws TypeError if `images` are of another rank or type; RangeError unless it has 1 or 3 channels, or if
 * an option does not fit.
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { evaluationView } from '@jssl/augment';
 *
 * const white = tf.ones<tf.Rank.R4>([1, 48, 64, 3]);
 * const view = evaluationView(white, { size: 32, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
 * console.log(view.shape, tf.mean(view).arraySync()); // [ 1, 32, 32, 3 ] 1
 * ```
 */
export function evaluationView<T extends tf.Tensor>(
  images: T,
  { size, mean, std }: Pick<ViewOptions, 'size' | 'mean' | 'std'>,
): T {
  return withBatch('evaluationView', images, (batch) => {
    checkLength('evaluationView', 'size', size);
    checkMoments('evaluationView', batch.shape[3], { mean, std });
    return normalize(resize(batch, [size, size]), mean, std);
  });
}

import * as tf from '@tensorflow/tfjs-core';

import { changeSome } from './change-some.js';
import { checkCount, checkImages, checkLength } from './check-images.js';
import { blurToPlanes, checkKernelSize } from './gaussian-blur.js';
import { greyPlanes } from './grayscale.js';
import { jitterPlanes } from './jitter.js';
import { checkMoments, normalize, normalizePlanes } from './normalize.js';
import { fromPlanes } from './planes.js';
import { resize } from './resize.js';
import { checkBoxes, cropToPlanes } from './resized-crop.js';
import type { ViewParameters } from './sample-view.js';
import { invertAbove } from './solarize.js';
import type { ViewOptions } from './view-options.js';

/**
 * Makes one view of each image: crop, resize and flip, jitter, grey, blur, solarize, normalise. Each
 * step runs over all the images that take part in it at once.
 * @param images [N, H, W, C] in [0, 1], C 1 or 3; borrowed.
 * @param views one for each image.
 * @returns [N, size, size, C], normalised.
 * @throws TypeError when `images` are none, RangeError when a view or an option does not fit them.
 */
export function applyViews(
  images: tf.Tensor4D,
  views: readonly ViewParameters[],
  options: Pick<ViewOptions, 'size' | 'blur' | 'solarize' | 'mean' | 'std'>,
): tf.Tensor4D {
  const { size, blur, mean, std } = options;
  checkImages('applyViews', images);
  checkLength('applyViews', 'size', size);
  checkMoments('applyViews', images.shape[3], mean, std);
  checkCount('applyViews', 'views', views, images.shape[0]);
  const boxes = views.map(({ box }) => box);
  checkBoxes('applyViews', boxes, images);
  const sigmas = views.map(({ blurSigma }) => blurSigma);
  if (sigmas.some((sigma) => sigma !== undefined)) {
    checkKernelSize('applyViews', blur.kernelSize, size, size);
  }
  const where = (chosen: (view: ViewParameters) => boolean) =>
    views.map((view) => chosen(view) || undefined);
  return tf.tidy(() => {
    const flips = views.map(({ flip }) => flip);
    const jitters = views.map(({ jitter }) => jitter);
    const cropped = cropToPlanes(images, boxes, [size, size], flips);
    const jittered = changeSome(cropped, jitters, jitterPlanes);
    const grey = changeSome(
      jittered,
      where((view) => view.grayscale),
      greyPlanes,
    );
    const blurred = changeSome(grey, sigmas, (some, given) =>
      blurToPlanes(fromPlanes(some, size, size), blur.kernelSize, given),
    );
    const solarized = changeSome(
      blurred,
      where((view) => view.solarize),
      (some) => invertAbove(some, options.solarize.threshold),
    );
    return fromPlanes(normalizePlanes(solarized, mean, std), size, size);
  });
}

/**
 * Views for evaluation: the whole image resized to `size` x `size`, and normalised.
 * @param images [N, H, W, C] in [0, 1], C 1 or 3; borrowed.
 * @returns [N, size, size, C], normalised.
 */
export function evaluationView(
  images: tf.Tensor4D,
  { size, mean, std }: Pick<ViewOptions, 'size' | 'mean' | 'std'>,
): tf.Tensor4D {
  checkImages('evaluationView', images);
  checkLength('evaluationView', 'size', size);
  checkMoments('evaluationView', images.shape[3], mean, std);
  return tf.tidy(() => normalize(resize(images, [size, size]), mean, std));
}

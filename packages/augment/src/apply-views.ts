import * as tf from '@tensorflow/tfjs-core';

import { adjustHue } from './adjust-hue.js';
import { blend, meanLuma, perImage } from './blend.js';
import { checkImages } from './check-images.js';
import { luma } from './grayscale.js';
import { normalize } from './normalize.js';
import { resizedCrop } from './resized-crop.js';
import type { Jitter, JitterOperation, ViewParameters } from './sample-view.js';
import type { ViewOptions } from './view-options.js';

/**
 * Makes one view of each image: crop, resize and flip, jitter, grey, normalise.
 *
 * Brightness, contrast and saturation are the same blend with another reference, so one blend serves
 * a round of the jitter whatever each image's operation is; images are grouped by the place of hue in
 * their order, so that each is converted once.
 * @param images [N, H, W, C] in [0, 1], C 1 or 3; borrowed.
 * @param views one for each image.
 * @returns [N, size, size, C], normalised.
 */
export function applyViews(
  images: tf.Tensor4D,
  views: readonly ViewParameters[],
  options: Pick<ViewOptions, 'size' | 'mean' | 'std'>,
): tf.Tensor4D {
  checkImages('applyViews', images);
  return tf.tidy(() => {
    const cropped = resizedCrop(
      images,
      views.map(({ box }) => box),
      options.size,
      views.map(({ flip }) => flip),
    );
    const jittered =
      images.shape[3] === 1 ? jitterGrey(cropped, views) : jitterColour(cropped, views);
    return normalize(grey(jittered, views), options.mean, options.std);
  });
}

/** Views for evaluation: the whole image resized to `size` x `size`, and normalised. */
export function evaluationView(
  images: tf.Tensor4D,
  options: Pick<ViewOptions, 'size' | 'mean' | 'std'>,
): tf.Tensor4D {
  checkImages('evaluationView', images);
  const [count, height, width] = images.shape;
  return tf.tidy(() => {
    const whole = { top: 0, left: 0, height, width };
    const sameSize = height === options.size && width === options.size;
    const resized = sameSize
      ? images
      : resizedCrop(
          images,
          Array.from({ length: count }, () => whole),
          options.size,
        );
    return normalize(resized, options.mean, options.std);
  });
}

/** The blends of one round: each image's operation at `place` of its order. */
function blendRound(
  images: tf.Tensor4D,
  jitters: readonly (Jitter | undefined)[],
  operationOf: (jitter: Jitter) => JitterOperation,
): tf.Tensor4D {
  const operations = jitters.map((jitter) => (jitter ? operationOf(jitter) : undefined));
  const factors = jitters.map((jitter, index) => {
    const operation = operations[index];
    return jitter && operation && operation !== 'hue' ? jitter[operation] : 1;
  });
  const uses = (wanted: JitterOperation) =>
    perImage(operations.map((operation) => Number(operation === wanted)));
  const contrast = tf.mul(meanLuma(images), uses('contrast')); // [N, 1, 1, 1]
  if (images.shape[3] === 1) return blend(images, contrast, factors);
  return blend(images, tf.add(contrast, tf.mul(luma(images), uses('saturation'))), factors);
}

/** Jitter of one-channel images: saturation and hue do nothing, so two rounds are enough. */
function jitterGrey(images: tf.Tensor4D, views: readonly ViewParameters[]): tf.Tensor4D {
  const jitters = views.map(({ jitter }) => jitter);
  const relevant = ({ order }: Jitter) =>
    order.filter((operation) => operation === 'brightness' || operation === 'contrast');
  return [0, 1].reduce(
    (current, place) => blendRound(current, jitters, (jitter) => relevant(jitter)[place] ?? 'hue'),
    images,
  );
}

function jitterColour(images: tf.Tensor4D, views: readonly ViewParameters[]): tf.Tensor4D {
  // Places 0 to 3 of hue; 4 for images without jitter, which are left alone.
  const placeOf = ({ jitter }: ViewParameters) => jitter?.order.indexOf('hue') ?? 4;
  const groups = [0, 1, 2, 3, 4].map((place) =>
    views.flatMap((view, index) => (placeOf(view) === place ? [index] : [])),
  );
  const results = groups.flatMap((members, place) => {
    if (members.length === 0) return [];
    const group = tf.gather(images, tf.tensor1d(members, 'int32'));
    if (place === 4) return [group];
    const jitters = members.map((index) => views[index]?.jitter);
    return [
      [0, 1, 2, 3].reduce(
        (current, round) =>
          round === place
            ? adjustHue(
                current,
                jitters.map((jitter) => jitter?.hue ?? 0),
              )
            : blendRound(current, jitters, ({ order }) => order[round] ?? 'hue'),
        group,
      ),
    ];
  });
  const position = new Int32Array(views.length);
  groups.flat().forEach((index, at) => {
    position[index] = at;
  });
  return tf.gather(tf.concat(results), tf.tensor1d(position, 'int32'));
}

function grey(images: tf.Tensor4D, views: readonly ViewParameters[]): tf.Tensor4D {
  if (images.shape[3] === 1 || !views.some(({ grayscale }) => grayscale)) return images;
  const chosen = perImage(views.map(({ grayscale }) => Number(grayscale)));
  return tf.add(tf.mul(images, tf.sub(1, chosen)), tf.mul(luma(images), chosen));
}

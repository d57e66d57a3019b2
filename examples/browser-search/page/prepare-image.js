import * as tf from '@tensorflow/tfjs';
import { imagesFromBytes, resizedCrop, toGrayscale } from '@jssl/augment';

/** The center square of an image, in whole pixels. */
export function middleSquare(width, height) {
  const side = Math.min(width, height);
  return { left: (width - side) >> 1, top: (height - side) >> 1, side };
}

/**
 * Prepares a square image for the encoder: resized with antialiasing. Node and the page share this
 * function, so both compute the same. `jssl train` resizes with another, slightly sharper filter
 * (Lanczos).
 * @param bytes RGB, [side, side, 3].
 * @param input of encoder.json.
 * @returns [1, size, size, channels] in [0, 1]; dispose it.
 */
export function prepareImage(bytes, side, input) {
  return tf.tidy(() => {
    const image = imagesFromBytes(bytes, [1, side, side, 3]);
    const box = { left: 0, top: 0, width: side, height: side };
    const resized = resizedCrop(image, [box], { size: input.height });
    if (input.channels === 3) return resized;
    return tf.slice(toGrayscale(resized), [0, 0, 0, 0], [1, -1, -1, 1]);
  });
}

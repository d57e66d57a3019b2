import * as tf from '@tensorflow/tfjs';

import { middleSquare, prepareImage } from './prepare-image.js';

/** Loads the encoder, and its input format from encoder.json. */
export async function openEncoder() {
  const [model, response] = await Promise.all([
    tf.loadGraphModel('encoder/model.json'),
    fetch('encoder/encoder.json'),
  ]);
  return { model, input: (await response.json()).input };
}

/**
 * Computes the feature of an image file, on this device.
 * @param file a File or Blob.
 * @returns Float32Array [F] of length 1.
 * @throws if this browser cannot read it as an image.
 */
export async function encodeFile({ model, input }, file) {
  const bitmap = await createImageBitmap(file);
  const { left, top, side } = middleSquare(bitmap.width, bitmap.height);
  const bytes = squareBytes(bitmap, left, top, side);
  bitmap.close();
  const feature = tf.tidy(() => model.predict(prepareImage(bytes, side, input)));
  const values = await feature.data();
  feature.dispose();
  return values;
}

/** The RGB bytes of a square of an image, transparency on white. */
function squareBytes(bitmap, left, top, side) {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.fillStyle = 'white';
  context.fillRect(0, 0, side, side);
  context.drawImage(bitmap, -left, -top);
  const { data } = context.getImageData(0, 0, side, side);
  const bytes = new Uint8Array(side * side * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    bytes[to++] = data[from];
    bytes[to++] = data[from + 1];
    bytes[to++] = data[from + 2];
  }
  return bytes;
}

import type * as tf from '@tensorflow/tfjs-core';
import { readGolden } from '@jssl/testing';

import { adjustHue } from './adjust-hue.js';
import { adjustBrightness, adjustContrast, adjustSaturation } from './blend.js';
import { flipHorizontal } from './flip-horizontal.js';
import { gaussianBlur } from './gaussian-blur.js';
import { toGrayscale } from './grayscale.js';
import { imagesFromBytes } from '../images/images-from-bytes.js';
import { normalize } from './normalize.js';
import { resizedCrop, type Box } from './resized-crop.js';
import { solarize } from './solarize.js';

const golden = readGolden('augment');

interface Arguments extends Box {
  readonly factor: number;
  readonly threshold: number;
  readonly kernel: number;
  readonly sigma: number;
  readonly size: number;
  readonly mean: number[];
  readonly std: number[];
}
type Operation = (images: tf.Tensor4D, args: Arguments) => tf.Tensor4D;

/** Each golden operation by the beginning of its name. */
const operations: Readonly<Record<string, Operation>> = {
  brightness: (images, { factor }) => adjustBrightness(images, factor),
  contrast: (images, { factor }) => adjustContrast(images, factor),
  saturation: (images, { factor }) => adjustSaturation(images, factor),
  hue: (images, { factor }) => adjustHue(images, factor),
  grayscale: (images) => toGrayscale(images),
  hflip: (images) => flipHorizontal(images),
  solarize: (images, { threshold }) => solarize(images, threshold),
  gaussian: (images, { kernel, sigma }) => gaussianBlur(images, kernel, sigma),
  resized: (images, args) => resizedCrop(images, [args], { size: args.size }),
  normalize: (images, { mean, std }) => normalize(images, mean, std),
};

function goldenImage(): tf.Tensor4D {
  const rows = golden.image_uint8_hwc;
  const bytes = Uint8Array.from(rows.flat(2));
  return imagesFromBytes(bytes, [1, rows.length, rows[0]?.length ?? 0, 3]);
}

test.each(Object.entries(golden.ops))('%s is torchvision’s', (name, { args, output_hwc }) => {
  const operation = operations[name.split('_')[0] ?? ''];
  if (!operation) throw new Error(`no operation for ${name}`);
  const output = operation(goldenImage(), args as unknown as Arguments);
  const expected = output_hwc.flat(2);
  expect(output.size).toBe(expected.length);
  // torchvision's float32 is within 1e-6 of these, and they are rounded to 6 digits.
  const tolerance = 2e-6;
  output.dataSync().forEach((value, at) => {
    expect(Math.abs(value - (expected[at] ?? NaN))).toBeLessThan(tolerance);
  });
});

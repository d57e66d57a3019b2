/**
 * The features of two made-up images by the small encoder, for a test: computed in plain JavaScript (TensorFlow.js'
 * backend `cpu`), whose code is none of the other engines'.
 *
 * Usage: node tools/small-encoder/golden.mjs   (main.mjs runs it)
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { fromPackage, tf } from '../measurement/from-package.mjs';
import { fill } from '../testing/dist/golden.js';

const SALT = 'small-encoder';
/** Noise of different brightness and contrast. */
const made = [
  { name: 'dark', scale: 40, offset: 60 },
  { name: 'bright', scale: 100, offset: 128 },
];

const { loadEngine } = await fromPackage('engine');
await loadEngine({ backend: 'cpu' });
const { embedImages, encoderFeatures, loadEncoder } = await fromPackage('features');
const inPackage = (name) =>
  fileURLToPath(new URL(`../../packages/small-encoder/${name}`, import.meta.url));
const { encoder, views } = loadEncoder(inPackage('small.safetensors'));
const { size } = views;
const images = made.map(({ name, scale, offset }) => {
  const pixels = fill(SALT, name, [size, size, 3], scale, offset);
  return Uint8Array.from(pixels, Math.floor);
});
const set = {
  length: images.length,
  name: String,
  read: (indices) => Buffer.concat(Array.from(indices, (at) => images[at] ?? Buffer.alloc(0))),
};
const data = { height: size, width: size, channels: 3 };
const features = await embedImages(encoderFeatures(encoder), set, { data, views });
const rows = /** @type {number[][]} */ (await features.array());
const golden = {
  ...{ salt: SALT, size, images: made, backend: tf.getBackend() },
  feature_8: rows.map((row) => row.slice(0, 8)),
};
writeFileSync(inPackage('golden.json'), `${JSON.stringify(golden, undefined, 2)}\n`);

/**
 * `node make-site.js ENCODER PHOTOS SITE` writes SITE, a folder for any web server: the encoder from
 * `jssl export RUN --to tfjs`, and the features, names and thumbnails of the photos to search.
 */
import { cp, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { loadEngine } from '@jssl/engine';
import * as tf from '@tensorflow/tfjs';
import sharp from 'sharp';

import { middleSquare, prepareImage } from './page/prepare-image.js';

const BATCH = 64;
const [encoderFolder, photos, site] = process.argv.slice(2);
if (!site) {
  console.error('usage: node make-site.js ENCODER PHOTOS SITE');
  process.exit(2);
}

/** The center square of an image as a browser shows it: upright, sRGB, on white. */
async function readSquare(file) {
  const opened = () => sharp(file, { autoOrient: true });
  const { autoOrient } = await opened().metadata();
  const { left, top, side } = middleSquare(autoOrient.width, autoOrient.height);
  const square = opened().extract({ left, top, width: side, height: side });
  const bytes = await square
    .clone()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
  const thumbnail = await square.clone().resize(160, 160).webp().toBuffer();
  return { bytes: new Uint8Array(bytes), side, thumbnail };
}

async function openEncoder() {
  const read = (name) => readFile(join(encoderFolder, name));
  const { modelTopology, weightsManifest } = JSON.parse(await read('model.json'));
  const weightData = new Uint8Array(await read('weights.bin')).buffer;
  const weightSpecs = weightsManifest[0].weights;
  const model = await tf.loadGraphModel(
    tf.io.fromMemory({ modelTopology, weightSpecs, weightData }),
  );
  return { model, input: JSON.parse(await read('encoder.json')).input };
}

await loadEngine();
const { model, input } = await openEncoder();
const known = ['.avif', '.gif', '.jpeg', '.jpg', '.png', '.webp'];
const files = (await readdir(photos, { recursive: true }))
  .filter((name) => known.includes(extname(name).toLowerCase()))
  .sort();
await mkdir(join(site, 'bank'), { recursive: true });

const names = [];
const features = [];
for (let start = 0; start < files.length; start += BATCH) {
  const images = [];
  for (const name of files.slice(start, start + BATCH)) {
    try {
      const { bytes, side, thumbnail } = await readSquare(join(photos, name));
      images.push(prepareImage(bytes, side, input));
      await writeFile(join(site, 'bank', `${names.length}.webp`), thumbnail);
      names.push(name);
    } catch (error) {
      console.error(`${name} skipped: ${error.message}`);
    }
  }
  if (images.length === 0) continue;
  const batch = tf.tidy(() => model.predict(tf.concat(images)));
  features.push(await batch.data());
  tf.dispose([batch, images]);
}
await writeFile(join(site, 'bank', 'features.bin'), Buffer.concat(features.map(bytesOf)));
await writeFile(join(site, 'bank', 'names.json'), JSON.stringify(names));

function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const placeOf = (name) => dirname(fileURLToPath(import.meta.resolve(name)));
const isScript = (path) => !extname(path) || path.endsWith('.js');
await cp(join(import.meta.dirname, 'page'), site, { recursive: true });
await cp(encoderFolder, join(site, 'encoder'), { recursive: true });
await cp(join(placeOf('@tensorflow/tfjs'), 'tf.fesm.min.js'), join(site, 'lib', 'tf.js'));
await cp(placeOf('@jssl/augment'), join(site, 'lib', 'augment'), {
  recursive: true,
  filter: isScript,
});
console.log(`${names.length} photos; copy ${site} to a web server`);

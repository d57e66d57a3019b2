/** The preregistered program of docs/protocol.md, as data. Changing it after its runs would be another program. */

/** Differences smaller than this count as equivalent, in percentage points. */
export const MARGIN = 0.5;
/** The probability of a wrong finding in each family of tests. */
export const ALPHA = 0.05;

/** A Jaccard method and its cosine counterpart, whose difference is a hypothesis. */
export const pairs = [
  { name: 'moco', jaccard: 'jaccard-moco', cosine: 'moco' },
  { name: 'simclr', jaccard: 'jaccard-simclr', cosine: 'simclr' },
];

/** Control arms, and whose frozen temperature they are trained at. */
export const controlArms = [
  { name: 'J alone', weights: [1, 0, 0], at: 'jaccard' },
  { name: 'two cosines, no J', weights: [0, 0.5, 0.5], at: 'cosine' },
];

/** Cosine temperatures of the pilot; the Jaccard methods are tried at half of each. */
export const cosineTemperatures = [0.00625, 0.0125, 0.025, 0.05, 0.1, 0.2];
export const jaccardTemperatures = cosineTemperatures.map((one) => one / 2);
/** If the best is at an end, the next value beyond it is tried too, this many times. */
export const MOST_EXTENSIONS = 2;

const network = {
  ...{ arch: 'resnet18', width: 16, m: 1024, momentum: 0.99, schedule: 'cosine' },
  ...{ batchSize: 64, precision: 'bf16', knnTemperature: 0.1, k: 20 },
};
/** Views that leave the outline: shapes fill their image, so crops are mild and nothing is flipped. */
const outlines = { cropScale: [0.7, 1], cropRatio: [0.9, 1.11], flipProbability: 0 };

/** None of these seeds was used in an earlier experiment. */
const pilotSeeds = { from: 100, count: 2 };
const confirmSeeds = { from: 1000, count: 10 };
const controlSeeds = { from: 1000, count: 5 };

/**
 * The studies in the order in which they are run. `primary` decides the hypotheses, `secondary` is reported.
 * `hours` is an estimate for two processes of one core each, made before the runs.
 */
export const studies = [
  {
    ...{ name: 'fashion-mnist', title: 'Fashion-MNIST', data: 'fashion-mnist', hours: 13 },
    ...{ primary: 'kNN', secondary: ['linear'] },
    // Gray images have no hue; they may differ more in brightness and contrast.
    settings: { ...network, ...outlines, jitter: [0.8, 0.8, 0, 0] },
    pilot: { epochs: 2, seeds: pilotSeeds },
    confirm: { epochs: 6, seeds: confirmSeeds },
    controls: { epochs: 6, seeds: controlSeeds },
  },
  {
    ...{ name: 'emoji', title: 'Emoji of four vendors', data: 'emoji-of-vendors', hours: 5 },
    ...{ primary: 'mAP', secondary: ['recall@1', 'kNN'] },
    settings: { ...network, ...outlines },
    pilot: { epochs: 6, seeds: pilotSeeds },
    confirm: { epochs: 12, seeds: confirmSeeds },
    controls: { epochs: 12, seeds: controlSeeds },
  },
  {
    ...{ name: 'icons', title: 'Icons of three themes', data: 'icons-of-themes', hours: 2.5 },
    ...{ primary: 'mAP', secondary: ['recall@1', 'kNN'] },
    settings: { ...network, ...outlines },
    pilot: { epochs: 12, seeds: pilotSeeds },
    confirm: { epochs: 24, seeds: { from: 1000, count: 8 } },
    controls: undefined,
  },
];

/** What self-supervision is for: one longer training, and how it does with few labels. */
export const longRun = {
  ...{ name: 'long', data: 'fashion-mnist', hours: 1.5 },
  settings: {
    ...{ ...network, ...outlines, jitter: [0.8, 0.8, 0, 0] },
    ...{ method: 'jaccard-simclr', epochs: 20, evalEvery: 20, seed: 1000 },
  },
  /** Labeled images of each class. */
  labels: [1, 5, 20, 100],
  /** Training images of each class. */
  imagesOfClass: 6000,
  supervisedEpochs: 50,
};

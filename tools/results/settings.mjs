/** The trainings whose results are in docs/results.md, as flags of `jssl`. */

const network = '--preset small-data --arch resnet18 --width 16 --m 1024';
const budget = '--batch-size 64 --precision bf16';

/**
 * Views that leave the outline: a shoe is recognized by its shape and direction and fills its image, as an emoji
 * does, so crops are mild and nothing is flipped.
 */
const alignedViews = '--crop-scale 0.7,1 --crop-ratio 0.9,1.11 --flip-probability 0';
/** Gray images have no hue; they may differ more in brightness and contrast. */
const grayViews = `${alignedViews} --jitter 0.8,0.8,0,0`;

const votes = '--knn-temperature 0.1';

/** Each is a comparison of all methods, each at several temperatures; `jssl compare` resumes where it stopped. */
export const comparisons = [
  {
    name: 'fashion-mnist',
    flags: `${network} ${budget} --limit 10000 --epochs 4 --eval-every 2 ${grayViews} ${votes} --seeds 3 --temperatures 0.025,0.05,0.1,0.2`,
  },
  {
    name: 'emoji',
    flags: `${network} ${budget} --image-size 32 --epochs 12 --eval-every 4 ${alignedViews} --k 20 ${votes} --seeds 3 --temperatures 0.05,0.1,0.2`,
  },
];

/** Longer trainings, one per data set, compared with raw pixels and random weights. */
export const longRuns = [
  {
    name: 'long',
    train: `fashion-mnist --method jaccard-moco --temperature 0.05 ${network} ${budget} --epochs 6 --eval-every 2 ${grayViews} ${votes}`,
    /** As many neighbors as the original takes, and fewer, which suit raw pixels better. */
    knn: '--k 10,20,50,200 --temperature 0.1',
  },
  {
    name: 'long-emoji',
    train: `emoji --method jaccard-simclr --temperature 0.05 ${network} ${budget} --image-size 32 --epochs 80 --eval-every 10 ${alignedViews} --k 20 ${votes}`,
    knn: '--k 10,20,50 --temperature 0.1 --retrieval identity --across vendor',
  },
];

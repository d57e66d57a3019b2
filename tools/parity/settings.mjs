/** The settings of both sides of the comparison, named as in JSSL's configuration. */

/** The methods compared from the same weights on the same batches. */
export const tracedMethods = ['jaccard-moco', 'jaccard-simclr', 'moco', 'simclr'];
/** The methods compared from random weights. */
export const trainedMethods = ['jaccard-moco', 'jaccard-simclr'];

/** The convolution settings of JSSL, values of `JSSL_CONVOLUTION`: its own kernels, and TensorFlow's. */
export const convolutions = ['winograd', 'direct'];

/** PyTorch's runs, which differ only in the order of their sums; JSSL is compared with the first. */
export const torchVariations = ['float32', 'float32-channels-last'];
/** Deliberate mistakes in jaccard-moco, to check that the comparison detects them. */
export const mistakes = {
  'mistake-adam-epsilon': "Adam's ε 1e-7 in place of 1e-8",
  'mistake-batch-norm-epsilon': "batch norm's ε 1e-3 in place of 1e-5",
  'mistake-late-keys': 'the key encoder follows the weights from before the step',
};

export const fullSettings = {
  width: 8,
  featureDim: 128,
  m: 1024,
  temperature: 0.5,
  temperatureN: 0.2,
  // The keys move within 200 steps.
  momentum: 0.99,
  batchSize: 64,
  lr: 1e-3,
  weightDecay: 1e-6,
  k: 200,
  knnTemperature: 0.1,
  /** The first N training images, the same number of each class. */
  images: 4096,
  /** From the same weights. */
  steps: 200,
  seed: 0,
  /** From random weights. */
  epochs: 3,
  seeds: Array.from({ length: 12 }, (_, seed) => seed),
};

/** To see that everything runs. With a width of 4, PyTorch's channels-last convolutions corrupt the heap. */
export const quickSettings = {
  ...fullSettings,
  ...{ m: 128, images: 512, steps: 10, epochs: 1, seeds: [0, 1], k: 20 },
};

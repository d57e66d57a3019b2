import type { TrainConfig } from '@jssl/trainer';

/** Shared by both: SimCLR with the Jaccard similarity on a small encoder. */
const shared = {
  ...({ method: 'jaccard-simclr', arch: 'resnet18', schedule: 'cosine' } as const),
  ...{ temperature: 0.05, flipProbability: 0 },
};

/** The settings of each demo that differ from the defaults: minutes on two cores. */
export const demoSettings = {
  emoji: {
    ...shared,
    // Twice the images a second of width 16 and batches of 64.
    ...{ width: 8, batchSize: 128, lr: 3e-3 },
    ...{ epochs: 24, warmupEpochs: 1, evalEvery: 24, imageSize: 32, k: 20 },
    ...{ blurProbability: 0.3, solarizeProbability: 0.15 },
    ...{ cropScale: [0.3, 1], cropRatio: [3 / 4, 4 / 3], jitter: [0.6, 0.6, 0.6, 0.1] },
  },
  'fashion-mnist': {
    ...shared,
    ...{ width: 16, batchSize: 64, lr: 2e-3 },
    ...{ epochs: 15, evalEvery: 15, limit: 8000, k: 10, grayscaleProbability: 0 },
    ...{ cropScale: [0.5, 1], cropRatio: [0.9, 1.11], jitter: [0.8, 0.8, 0, 0] },
  },
} as const satisfies Readonly<Record<string, Partial<TrainConfig>>>;

/** The data set of a demo. */
export type DemoName = keyof typeof demoSettings;

/**
 * The demos, by their data sets; the first is the default.
 * @example
 * ```ts
 * import { demoNames } from '@jssl/workflows';
 *
 * console.log(demoNames.join(' ')); // emoji fashion-mnist
 * ```
 */
export const demoNames = Object.keys(demoSettings) as readonly DemoName[];

import { defaultTrainConfig, type TrainConfig } from '@jssl/trainer';

/** Shared by both: SimCLR with the Jaccard similarity, as `deriveSettings` of `@jssl/trainer` chooses it. */
const shared: TrainConfig = {
  ...defaultTrainConfig,
  ...({
    method: 'jaccard-simclr',
    arch: 'resnet18',
    schedule: 'cosine',
    precision: 'auto',
  } as const),
  ...{ temperature: 0.05, batchSize: 64, lr: 2e-3, flipProbability: 0 },
};

/** The settings of each demo: minutes on two cores. */
export const demoSettings = {
  emoji: {
    ...shared,
    ...{ width: 8, imageSize: 32, epochs: 12, warmupEpochs: 1, evalEvery: 12, k: 20 },
    ...{ cropScale: [0.3, 1], jitter: [0.6, 0.6, 0.6, 0.1] },
    ...{ blurProbability: 0.3, solarizeProbability: 0.15 },
  },
  'fashion-mnist': {
    ...shared,
    ...{ width: 16, limit: 8000, epochs: 15, evalEvery: 15, k: 10 },
    ...{ cropScale: [0.5, 1], cropRatio: [0.9, 1.11], jitter: [0.8, 0.8, 0, 0] },
  },
} as const satisfies Readonly<Record<string, TrainConfig>>;

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

import { isAtLeast, isPositive, isWhole } from '@jssl/features';
import {
  scheduleNames,
  type ScheduleName,
  optimizerNames,
  type OptimizerName,
} from '@jssl/optimizers';
import { InputError } from '@jssl/settings';

/** How the loss is formed and followed. */
export interface LearningSettings {
  /** Temperature of the term n; undefined takes `temperature`, and 0.2 with jaccard-simclr. */
  readonly temperatureN: number | undefined;
  /** Each view once the query and once the key, in the MoCo methods: twice the work of a step. */
  readonly symmetric: boolean;
  readonly optimizer: OptimizerName;
  /** μ of sgd and lars, in [0, 1). */
  readonly optimizerMomentum: number;
  /** How the learning rate goes on after the warm-up. */
  readonly schedule: ScheduleName;
  /** Epochs in which the learning rate rises to `lr`, step by step. */
  readonly warmupEpochs: number;
  /** The largest L2 norm of the gradient, which is scaled down to it; 0 does not clip. */
  readonly clipNorm: number;
  /** Parts in which a batch is taken, one after another, to save memory: their gradients are averaged. */
  readonly accumulate: number;
}

/** The original's: Adam at a constant rate. */
export const defaultLearningSettings: LearningSettings = {
  temperatureN: undefined,
  symmetric: false,
  optimizer: 'adam',
  optimizerMomentum: 0.9,
  schedule: 'constant',
  warmupEpochs: 0,
  clipNorm: 0,
  accumulate: 1,
};

/** What each setting must be, and whether it is so. */
export function learningRules(
  config: LearningSettings,
): (readonly [name: keyof LearningSettings, required: string, holds: boolean])[] {
  const { temperatureN, optimizerMomentum } = config;
  return [
    ['temperatureN', 'a number above 0', temperatureN === undefined || isPositive(temperatureN)],
    ['symmetric', 'true or false', typeof config.symmetric === 'boolean'],
    ['optimizer', `one of ${optimizerNames.join(', ')}`, optimizerNames.includes(config.optimizer)],
    ['optimizerMomentum', 'in [0, 1)', isAtLeast(optimizerMomentum, 0) && optimizerMomentum < 1],
    ['schedule', `one of ${scheduleNames.join(', ')}`, scheduleNames.includes(config.schedule)],
    ['warmupEpochs', 'a whole number of epochs, 0 for none', isWhole(config.warmupEpochs, 0)],
    ['clipNorm', 'a number of at least 0, 0 for none', isAtLeast(config.clipNorm, 0)],
    ['accumulate', 'a whole number of parts, at least 1', isWhole(config.accumulate, 1)],
  ];
}

/** The settings that have to go together. */
interface BatchSettings extends LearningSettings {
  readonly method: string;
  readonly m: number;
  readonly batchSize: number;
  readonly bnSplits: number;
  readonly syncBn: boolean;
  readonly epochs: number;
}

/** @throws InputError for settings of which each could work, but not together. */
export function checkTogether(config: BatchSettings): void {
  const { batchSize, accumulate, bnSplits, warmupEpochs, epochs, m } = config;
  const isMoco = config.method.endsWith('moco');
  if (config.symmetric && !isMoco) {
    throw new InputError(
      `--symmetric is for jaccard-moco and moco, got ${config.method}, which leaves no view out; leave it out`,
    );
  }
  const keys = config.symmetric ? 2 * batchSize : batchSize;
  if (isMoco && m < keys) {
    throw new InputError(
      config.symmetric
        ? `--m must be at least twice the batch size with --symmetric, got ${m} negatives and batches of ${batchSize}; raise --m or lower --batch-size`
        : `--m must be at least the batch size, got ${m} negatives and batches of ${batchSize}; raise --m or lower --batch-size`,
    );
  }
  if (batchSize % accumulate !== 0 || batchSize < 2 * accumulate) {
    throw new InputError(
      `--accumulate must divide the batch size into parts of at least 2 images, got ${accumulate} parts and batches of ${batchSize}`,
    );
  }
  const part = batchSize / accumulate;
  if (part % bnSplits !== 0 || part < 2 * bnSplits) {
    const batches = accumulate === 1 ? `batches of ${batchSize}` : `parts of ${part} images`;
    throw new InputError(
      `--bn-splits must divide the batch size into groups of at least 2 images, got ${bnSplits} splits and ${batches}`,
    );
  }
  if (config.syncBn && bnSplits > 1) {
    throw new InputError(
      `--sync-bn makes one batch-norm group of a batch, and --bn-splits makes ${bnSplits}; leave one out`,
    );
  }
  if (warmupEpochs >= epochs && warmupEpochs > 0) {
    throw new InputError(
      `--warmup-epochs must be below --epochs, got ${warmupEpochs} of ${epochs}; lower it`,
    );
  }
}

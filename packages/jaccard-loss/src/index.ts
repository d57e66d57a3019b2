export type { LossWeights } from './check-inputs.js';
export { infoNceLoss, type InfoNceInputs } from './info-nce-loss.js';
export { jaccardSimilarity } from './jaccard-similarity.js';
export type { JaccardLoss } from './loss-terms.js';
export {
  mocoJaccardLoss,
  type MocoJaccardInputs,
  type MocoJaccardOptions,
} from './moco-jaccard-loss.js';
export { ntXentLoss, type NtXentInputs } from './nt-xent-loss.js';
export {
  simclrJaccardLoss,
  type SimclrJaccardInputs,
  type SimclrJaccardOptions,
} from './simclr-jaccard-loss.js';

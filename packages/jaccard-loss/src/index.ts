export type { LossWeights } from './check-inputs.js';
export { type InfoNceInputs, infoNceLoss } from './info-nce-loss.js';
export { jaccardSimilarity } from './jaccard-similarity.js';
export { l2Normalize } from './l2-normalize.js';
export type { JaccardLoss } from './loss-terms.js';
export {
  type MocoJaccardInputs,
  mocoJaccardLoss,
  type MocoJaccardOptions,
} from './moco-jaccard-loss.js';
export { type NtXentInputs, ntXentLoss } from './nt-xent-loss.js';
export {
  type SimclrJaccardInputs,
  simclrJaccardLoss,
  type SimclrJaccardOptions,
} from './simclr-jaccard-loss.js';

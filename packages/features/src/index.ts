export { limitImages, stratifiedSplit } from './batches/image-subset.js';
export { randomStream } from './batches/random-streams.js';
export {
  epochBatches,
  forEachEvaluationBatch,
  readImages,
  trainingBatches,
  viewPair,
} from './batches/view-batches.js';
export {
  embedBatches,
  embedImages,
  encoderFeatures,
  type FeatureExtractor,
  pixelFeatures,
} from './embed/embed-images.js';
export { describeEncoder, loadEncoder, type LoadedEncoder } from './embed/encoder-file.js';
export {
  type Accuracy,
  embedForEvaluation,
  type EvaluatedData,
  type EvaluationFeatures,
  type LabeledFeatures,
  labeledImages,
} from './embed/evaluation-features.js';
export {
  augmentedLinearEvaluation,
  defaultLinearSettings,
  flatPixels,
  rawEncoderFeatures,
} from './probes/augmented-linear.js';
export {
  checkLinearSettings,
  type ClassifierEpoch,
  type ClassifierReport,
  type EpochReport,
  type LinearSettings,
} from './probes/classifier-epochs.js';
export {
  checkFinetuneSettings,
  defaultFinetuneSettings,
  finetune,
  type FinetuneOptions,
  type FinetuneResult,
  type FinetuneSettings,
  type FinetuneStep,
  shareOfLabels,
} from './probes/finetune.js';
export {
  checkKnnSettings,
  evaluateKnn,
  type KnnReport,
  type KnnSettings,
  type KnnSweepSettings,
  type KnnValidation,
  reportKnn,
  type SweptSetting,
  validateKnn,
  validationBankSize,
} from './probes/knn.js';
export {
  checkFastLinearSettings,
  fastLinearEvaluation,
  type FastLinearReport,
  type FastLinearSettings,
  weightDecays,
} from './probes/linear.js';
export {
  chanceOfRetrieval,
  evaluateRetrieval,
  RETRIEVAL_KS,
  type RetrievalSettings,
  retrievalTask,
  type RetrievalTask,
} from './probes/retrieval.js';
export {
  isAtLeast,
  isNumbers,
  isPositive,
  isWhole,
  requireSetting,
  seedRule,
} from './settings/require-setting.js';
export { TrainingError } from './settings/training-error.js';

export { limitImages, limitLabels, partnerGroups } from './batches/image-subset.js';
export { randomStream } from './batches/random-streams.js';
export {
  epochBatches,
  type EpochKey,
  evaluationBatches,
  type ImageShape,
  readImages,
  trainingBatches,
  type TrainingBatchOptions,
  viewPair,
  type ViewSource,
} from './batches/view-batches.js';
export {
  embedBatches,
  embedImages,
  type EmbeddingOptions,
  encoderFeatures,
  type FeatureExtractor,
  pixelFeatures,
} from './embed/embed-images.js';
export { describeEncoder } from './embed/describe-encoder.js';
export { describeImport } from './embed/describe-import.js';
export {
  type InspectedEncoder,
  inspectEncoder,
  loadEncoder,
  type LoadedEncoder,
} from './embed/encoder-file.js';
export type { ImportedWeights } from './embed/imported-encoder.js';
export {
  type Accuracy,
  embedForEvaluation,
  type EvaluatedData,
  type EvaluationFeatures,
  type EvaluationOptions,
  type LabeledFeatures,
  labeledImages,
} from './embed/evaluation-features.js';
export { tensorsChecksum } from './embed/tensors-checksum.js';
export {
  type AugmentedLinearOptions,
  evaluateAugmentedLinear,
  flatPixels,
  rawEncoderFeatures,
} from './probes/augmented-linear.js';
export {
  type Baseline,
  baselines,
  chanceAccuracy,
  mostFrequentAccuracy,
  type MostFrequentAccuracy,
  untrainedEncoder,
} from './probes/baselines.js';
export {
  type ClassifierEpoch,
  type ClassifierReport,
  type EpochReport,
} from './probes/classifier-epochs.js';
export {
  finetune,
  type FinetuneOptions,
  type FinetuneResult,
  type FinetuneStep,
} from './probes/finetune.js';
export {
  evaluateKnn,
  type KnnReport,
  reportKnn,
  sweptNeighbors,
  type SweptSetting,
} from './probes/knn.js';
export { evaluateFewLabels } from './probes/few-labels.js';
export { evaluateLinear, type LinearReport, type TriedWeightDecay } from './probes/linear.js';
export {
  chanceOfRetrieval,
  evaluateRetrieval,
  reportRetrieval,
  RETRIEVAL_KS,
  type RetrievalReport,
  retrievalTask,
  type RetrievalTask,
} from './probes/retrieval.js';
export {
  type KnnValidation,
  type KnnValidationOptions,
  validateKnn,
  validationBankSize,
} from './probes/validate-knn.js';
export { validateRetrieval } from './probes/validate-retrieval.js';
export {
  augmentedLinearSettings,
  type AugmentedLinearSettings,
  finetuneSettings,
  type FinetuneSettings,
  labelSettings,
  linearSettings,
  type LinearSettings,
} from './settings/classifier-settings.js';
export {
  knnSettings,
  type KnnSettings,
  knnSweepSettings,
  type KnnSweepSettings,
  neighborsOf,
  runNeighbors,
} from './settings/knn-settings.js';
export { retrievalSettings, type RetrievalSettings } from './settings/retrieval-settings.js';
export { TrainingError } from './settings/training-error.js';

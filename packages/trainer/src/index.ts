export { CheckpointError } from './checkpoint-file.js';
export {
  checkLinearSettings,
  type ClassifierEpoch,
  type ClassifierReport,
  type EpochReport,
  type LinearSettings,
} from './classifier-epochs.js';
export { plannedRuns, type ComparisonPlan, type PlannedRun } from './comparison/comparison-plan.js';
export {
  readComparison,
  type ComparedBaseline,
  type ComparedRun,
  type Comparison,
} from './comparison/comparison-record.js';
export type { EncoderMeasures } from './comparison/measure-encoder.js';
export type { ComparedRetrieval } from './comparison/partner-retrieval.js';
export {
  runComparison,
  type ComparisonOptions,
  type ComparisonResult,
} from './comparison/run-comparison.js';
export { ConfigError } from './config-error.js';
export {
  embedBatches,
  embedImages,
  encoderFeatures,
  pixelFeatures,
  type FeatureExtractor,
} from './embed-images.js';
export { describeEncoder, loadEncoder, type LoadedEncoder } from './encoder-file.js';
export {
  disposeFeatures,
  embedForEvaluation,
  labelledImages,
  type Accuracy,
  type EvaluatedData,
  type EvaluationFeatures,
  type LabelledFeatures,
} from './evaluation-features.js';
export {
  checkFastLinearSettings,
  fastLinearEvaluation,
  weightDecays,
  type FastLinearReport,
  type FastLinearSettings,
} from './fast-linear-evaluation.js';
export {
  checkFinetuneSettings,
  defaultFinetuneSettings,
  finetune,
  shareOfLabels,
  type FinetuneOptions,
  type FinetuneResult,
  type FinetuneSettings,
  type FinetuneStep,
} from './finetune-evaluation.js';
export type { HealthMetrics } from './health-metrics.js';
export { limitImages, selectImages } from './image-subset.js';
export { joinImages } from './join-images.js';
export {
  checkKnnSettings,
  evaluateKnn,
  reportKnn,
  type KnnReport,
  type KnnSettings,
  type KnnSweepSettings,
  type SweptSetting,
} from './knn-evaluation.js';
export {
  augmentedLinearEvaluation,
  defaultLinearSettings,
  flatPixels,
  rawEncoderFeatures,
} from './linear-evaluation.js';
export { createLearner, type Learner, type StepLosses, type StepResult } from './learner.js';
export { scheduleNames, type ScheduleName } from './learning-rate.js';
export type { LearningSettings } from './learning-settings.js';
export { MethodStateError, type MethodState } from './methods/method-state.js';
export {
  methodNames,
  type BatchLoss,
  type Method,
  type MethodContext,
  type MethodFactory,
  type MethodName,
  type Views,
} from './methods/method.js';
export {
  applyOptimizer,
  createOptimizer,
  disposeOptimizer,
  optimizerNames,
  type Optimizer,
  type OptimizerName,
  type OptimizerOptions,
} from './optimizers/optimizer.js';
export { planRanks, type Network, type RanksPlan } from './plan/plan-ranks.js';
export {
  largestBatch,
  planTraining,
  type PlannedImages,
  type TrainingPlan,
} from './plan/plan-training.js';
export { askedByAny } from './parallel/asked-by-any.js';
export { failTogether, hasFailedTogether, onEachRank } from './parallel/fail-together.js';
export { presets, type PresetName } from './presets.js';
export { randomStream } from './random-streams.js';
export {
  chanceOfRetrieval,
  evaluateRetrieval,
  RETRIEVAL_KS,
  retrievalTask,
  type RetrievalSettings,
  type RetrievalTask,
} from './retrieval-evaluation.js';
export { resumedConfig } from './resumed-config.js';
export { readRunConfig, type RunConfig } from './run-config.js';
export { checkRunFolder, type EpochMetrics } from './run-folder.js';
export {
  architectures,
  checkTrainConfig,
  defaultTrainConfig,
  type Architecture,
  type TrainConfig,
} from './train-config.js';
export { resumeTraining, type ResumeOptions } from './resume.js';
export { train, type TrainOptions } from './train.js';
export { TrainingError } from './training-error.js';
export { type RunOptions, type StepProgress, type TrainResult } from './training-run.js';
export { viewOptionsFor } from './view-options.js';
export {
  defaultViewSettings,
  presetNumbers,
  viewPresets,
  type ViewNumbers,
  type ViewPreset,
  type ViewSettings,
} from './view-settings.js';

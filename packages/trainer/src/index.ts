export {
  type ComparisonPlan,
  EQUIVALENCE_MARGIN,
  type PlannedRun,
  plannedRuns,
} from './comparison/comparison-plan.js';
export type { ComparedBaseline, ComparedRun, Comparison } from './comparison/comparison.js';
export { readComparison } from './comparison/comparison-record.js';
export { controlWeights, isControlWeights } from './comparison/control-weights.js';
export type {
  EncoderMeasures,
  TestOutcomes,
  ValidatedMeasures,
} from './comparison/measure-encoder.js';
export { decodeOutcomes } from './comparison/outcome-bits.js';
export type { ComparedRetrieval } from './comparison/partner-retrieval.js';
export {
  type ComparisonOptions,
  type ComparisonResult,
  runComparison,
} from './comparison/run-comparison.js';
export { type DerivedFrom, deriveSettings } from './derive/derive-settings.js';
export { type EstimatedWork, estimateSeconds } from './derive/estimate-seconds.js';
export type { Pictures } from './derive/derived-views.js';
export { hasPlainBackground } from './derive/has-plain-background.js';
export { speedMeasure } from './derive/measure-speed.js';
export type { SpeedInputs } from './derive/measured-speed.js';
export { type ResumeOptions, resumeTraining } from './loop/resume.js';
export { train, type TrainOptions } from './loop/train.js';
export { bestEpoch } from './loop/run-progress.js';
export type { RunOptions, TrainResult } from './loop/training-run.js';
export { type MethodState, MethodStateError } from './methods/method-state.js';
export {
  type BatchLoss,
  type Method,
  type MethodContext,
  type MethodDefinition,
  type MethodFactory,
  type Views,
} from './methods/method.js';
export {
  formatInterval,
  formatLoss,
  formatPercentage,
  formatSeconds,
  formatShare,
} from './metrics/format-metric.js';
export { healthWarnings } from './metrics/health-warnings.js';
export {
  type EpochMetrics,
  type Metric,
  type MetricName,
  metricsTable,
} from './metrics/metrics-table.js';
export { failTogether, hasFailedTogether, onEachRank } from './parallel/fail-together.js';
export { type Network, planRanks, type RanksPlan } from './plan/plan-ranks.js';
export {
  largestBatch,
  type PlannedImages,
  planTraining,
  type TrainingPlan,
} from './plan/plan-training.js';
export { CheckpointError } from './run/checkpoint-file.js';
export {
  type FinishedOutput,
  finishedOutputs,
  recordFinishedOutput,
} from './run/finished-outputs.js';
export {
  createProgressFile,
  type ProgressFile,
  readProgressFile,
  type StepProgress,
} from './run/progress-file.js';
export { readMetrics } from './run/read-metrics.js';
export { readRunConfig, type RunConfig } from './run/run-config.js';
export { checkRunFolder } from './run/run-folder.js';
export { runFiles } from './run/run-files.js';
export { readRunSummary, type RunSummary } from './run/run-summary.js';
export { withNeighbors } from './settings/check-against-data.js';
export { checkTrainConfig } from './settings/check-train-config.js';
export {
  type MethodName,
  methodNames,
  methodTraits,
  type MethodTraits,
} from './settings/method-traits.js';
export { type Architecture, architectures } from './settings/model-settings.js';
export { type PresetName, presets, presetSettings } from './settings/presets.js';
export { resumedConfig } from './settings/resumed-config.js';
export { defaultTrainConfig, type TrainConfig, trainSettings } from './settings/train-settings.js';
export { viewOptionsFor } from './settings/view-options.js';
export { type ViewPreset, viewPresets } from './settings/view-presets.js';
export type { ViewSettings } from './settings/view-settings.js';
export {
  createLearner,
  type Learner,
  type LearnerOptions,
  type StepLosses,
  type StepResult,
} from './step/learner.js';

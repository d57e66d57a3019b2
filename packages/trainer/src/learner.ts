export { settingsForImages } from './derive/settings-for-images.js';
export { type Pictures } from './derive/derived-views.js';
export { hasPlainBackground } from './derive/has-plain-background.js';
export {
  createTraining,
  type TrainedStep,
  type Training,
  type TrainingImages,
} from './loop/create-training.js';
export { builtInMethods } from './methods/built-in-methods.js';
export { type MethodState, MethodStateError } from './methods/method-state.js';
export {
  type BatchLoss,
  type Method,
  type MethodContext,
  type MethodDefinition,
  type MethodFactory,
  type Views,
} from './methods/method.js';
export { healthWarnings } from './metrics/health-warnings.js';
export type { EpochMetrics } from './metrics/metrics-table.js';
export { checkTrainConfig } from './settings/check-train-config.js';
export {
  type MethodName,
  methodNames,
  methodTraits,
  type MethodTraits,
} from './settings/method-traits.js';
export { defaultTrainConfig, type TrainConfig, trainSettings } from './settings/train-settings.js';
export { viewOptionsFor } from './settings/view-options.js';
export { encoderConfig } from './step/encoder-config.js';
export {
  createLearner,
  type Learner,
  type LearnerOptions,
  type StepLosses,
  type StepOptions,
  type StepResult,
} from './step/learner.js';

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
export { checkTrainConfig } from './settings/check-train-config.js';
export {
  type MethodName,
  methodNames,
  methodTraits,
  type MethodTraits,
} from './settings/method-traits.js';
export { defaultTrainConfig, type TrainConfig, trainSettings } from './settings/train-settings.js';
export { encoderConfig } from './step/encoder-config.js';
export {
  createLearner,
  type Learner,
  type LearnerOptions,
  type StepLosses,
  type StepOptions,
  type StepResult,
} from './step/learner.js';

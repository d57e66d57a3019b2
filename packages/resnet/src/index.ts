export type { GatherStatistics } from './batch-norm.js';
export {
  describeBackbone,
  type Backbone,
  type ConvolutionNorm,
  type ResidualBlock,
} from './describe-backbone.js';
export { encode, type EncodeOptions, type Encoding } from './encode.js';
export { encodeFeature } from './encode-feature.js';
export {
  cloneEncoder,
  countParameters,
  createEncoder,
  disposeEncoder,
  type Encoder,
  type EncoderOptions,
} from './encoder.js';
export {
  defaultEncoderConfig,
  featureSize,
  type Depth,
  type EncoderConfig,
} from './encoder-config.js';
export type { Precision } from './fused-backbone.js';
export { importTensors, type ImportedTensors } from './import-tensors.js';
export type { Random } from './initial-values.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  SafetensorsError,
  type SafetensorsContent,
} from './safetensors.js';
export {
  checkStateDict,
  loadStateDict,
  stateDict,
  type StateDict,
  type StateDictOptions,
  type StoredTensor,
} from './state-dict.js';
export { updateMovingStatistics } from './update-moving-statistics.js';

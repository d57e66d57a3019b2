export type { GatherStatistics } from './batch-norm.js';
export {
  type Backbone,
  type ConvolutionNorm,
  describeBackbone,
  type ResidualBlock,
} from './describe-backbone.js';
export { encodeFeature } from './encode-feature.js';
export { encode, type EncodeOptions, type Encoding } from './encode.js';
export {
  defaultEncoderConfig,
  type Depth,
  type EncoderConfig,
  featureSize,
} from './encoder-config.js';
export { type EncoderShapes, encoderShapes } from './encoder-shapes.js';
export {
  cloneEncoder,
  countParameters,
  createEncoder,
  type Encoder,
  type EncoderOptions,
  type NewEncoderOptions,
} from './encoder.js';
export { fetchEncoder, type FetchedEncoder, type FetchEncoderOptions } from './fetch-encoder.js';
export type { Precision } from './fused-backbone.js';
export { importOnnx, type OnnxResnet } from './import-onnx.js';
export { type ImportedTensors, importTensors } from './import-tensors.js';
export type { Random } from './initial-values.js';
export { OnnxError } from './onnx-graph.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsContent,
  SafetensorsError,
} from './safetensors.js';
export {
  checkStateDict,
  loadStateDict,
  stateDict,
  stateDictAsync,
  type StateDict,
  type StateDictOptions,
  type StoredTensor,
} from './state-dict.js';
export { updateMovingStatistics } from './update-moving-statistics.js';

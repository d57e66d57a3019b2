export type { GatherStatistics } from './backbone/batch-norm.js';
export {
  type Backbone,
  type ConvolutionNorm,
  describeBackbone,
  type ResidualBlock,
} from './architecture/describe-backbone.js';
export { encodeFeature } from './encoder/encode-feature.js';
export { encode, type EncodeOptions, type Encoding } from './encoder/encode.js';
export {
  defaultEncoderConfig,
  type Depth,
  type EncoderConfig,
  featureSize,
} from './architecture/encoder-config.js';
export { type EncoderShapes, encoderShapes } from './architecture/encoder-shapes.js';
export {
  cloneEncoder,
  countParameters,
  createEncoder,
  type Encoder,
  type EncoderOptions,
  type NewEncoderOptions,
} from './encoder/encoder.js';
export {
  fetchEncoder,
  type FetchedEncoder,
  type FetchEncoderOptions,
} from './weights/fetch-encoder.js';
export type { Precision } from './backbone/fused-backbone.js';
export { importOnnx, type OnnxResnet } from './weights/import-onnx.js';
export { type ImportedTensors, importTensors } from './weights/import-tensors.js';
export type { Random } from './encoder/initial-values.js';
export { OnnxError } from './weights/onnx-graph.js';
export {
  decodeSafetensors,
  encodeSafetensors,
  type SafetensorsContent,
  SafetensorsError,
} from './weights/safetensors.js';
export {
  checkStateDict,
  loadStateDict,
  stateDict,
  stateDictAsync,
  type StateDict,
  type StateDictOptions,
  type StoredTensor,
} from './weights/state-dict.js';
export { updateMovingStatistics } from './encoder/update-moving-statistics.js';

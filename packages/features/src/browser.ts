export { nextTurn } from './batches/next-turn.js';
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
export { describeEncoder } from './embed/describe-encoder.js';
export {
  embedBatches,
  embedImages,
  type EmbeddingOptions,
  encoderFeatures,
  type FeatureExtractor,
  pixelFeatures,
} from './embed/embed-images.js';
export { encodeEncoderFile, type EncoderDescription } from './embed/encode-encoder-file.js';

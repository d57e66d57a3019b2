export type { ImageSet } from './dataset/dataset.js';
export {
  valueRangeSetting,
  type SampleType,
  type ValueRange,
  type ValueRanges,
} from './dataset/value-range.js';
export { imagesInMemory, type MemoryImages } from './sets/images-in-memory.js';
export { selectImages } from './sets/select-images.js';
export {
  type ImageBatch,
  shuffledBatches,
  type ShuffledBatchesOptions,
} from './sets/shuffled-batches.js';

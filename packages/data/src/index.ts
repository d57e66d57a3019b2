export {
  checkDataset,
  type CheckOptions,
  type DatasetCheck,
  type Finding,
} from './check-dataset.js';
export { contactSheet } from './contact-sheet.js';
export { DataError } from './data-error.js';
export { DataFailure } from './data-failure.js';
export type {
  Dataset,
  DatasetDescription,
  ImageSet,
  Progress,
  SkippedFile,
  Split,
} from './dataset.js';
export type { DuplicatePair, Duplicates, ImagePlace } from './find-duplicates.js';
export { pngOf, readImage } from './image-file.js';
export { inspectFolder, type FolderInspection } from './inspect-folder.js';
export { getDataset, knownDatasets, type KnownDataset } from './known-datasets.js';
export { openDataset, type OpenOptions } from './open-dataset.js';
export {
  shuffledBatches,
  type ImageBatch,
  type ShuffledBatchesOptions,
} from './shuffled-batches.js';
export { sourceFormats, type SourceFormat } from './source-format.js';
export { validationSplit } from './validation-split.js';

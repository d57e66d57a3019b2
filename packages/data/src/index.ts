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
export { getDataset, knownDatasets, type KnownDataset } from './known-datasets.js';
export { openDataset, type OpenOptions } from './open-dataset.js';
export { sourceFormats, type SourceFormat } from './source-format.js';
export { validationSplit } from './validation-split.js';

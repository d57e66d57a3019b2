export { checkDataset, type CheckOptions } from './check/check-dataset.js';
export type { DatasetCheck, Finding, ImageProblem } from './check/dataset-findings.js';
export {
  type CopyChange,
  describeDuplicate,
  type DuplicatePair,
  type ImagePlace,
} from './check/duplicates/duplicate-pair.js';
export { namedPairs } from './check/duplicates/named-pairs.js';
export type { Duplicates } from './check/duplicates/duplicate-groups.js';
export type { QualityFinding, QualityProblem } from './check/image-quality.js';
export { imageThumbnail } from './check/image-thumbnail.js';
export { type FolderInspection, inspectFolder } from './check/inspect-folder.js';
export { qualitySettings, type QualitySettings } from './check/quality-settings.js';
export { DataError } from './dataset/data-error.js';
export { DataFailure } from './dataset/data-failure.js';
export type {
  Dataset,
  DatasetDescription,
  ImageSet,
  Progress,
  SkippedFile,
  Split,
} from './dataset/dataset.js';
export { describeNote, type RemediedNotes } from './dataset/describe-note.js';
export { sourceOf } from './dataset/source-of.js';
export {
  valueRangeSetting,
  type SampleType,
  type ValueRange,
  type ValueRanges,
} from './dataset/value-range.js';
export { getDataset, type KnownDataset, knownDatasets } from './known/known-datasets.js';
export { type ImageListing, type ListedImage, listImages } from './list-images.js';
export { openDataset, type OpenOptions } from './open-dataset.js';
export { contactSheet } from './pixels/contact-sheet.js';
export { drawImageFile, type DrawOptions } from './pixels/draw-image-file.js';
export { pngOf, readImage, readImageBytes, webpOf } from './pixels/image-file.js';
export { convertChannels, convertPixels } from './sets/convert-channels.js';
export { joinImages } from './sets/join-images.js';
export { labeledOnly } from './sets/labeled-only.js';
export { selectImages } from './sets/select-images.js';
export {
  type ImageBatch,
  shuffledBatches,
  type ShuffledBatchesOptions,
} from './sets/shuffled-batches.js';
export { type SourceFormat, sourceFormats } from './source-format.js';

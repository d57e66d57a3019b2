export { checkImages, type CheckImagesOptions, type ImagesCheck } from './data/check-images.js';
export { csvOfRows, type CheckRow } from './data/check-rows.js';
export { type DataOptions, openData } from './data/open-data.js';
export { type PreviewOptions, previewImages } from './data/preview-images.js';
export type { WorkOptions, WorkProgress } from './data/work-options.js';
export {
  explore,
  type Explorer,
  type ExploreOptions,
  exploreToFolder,
  type ExploreToFolderOptions,
  openExploration,
} from './explore/explore.js';
export type { OpenExploredOptions } from './explore/open-explored.js';
export { type ExportedRun, exportRun, type ExportRunOptions } from './export/export-run.js';
export { epochRows, type EpochsRow } from './measure/epoch-rows.js';
export type { MeasuredWeights, MeasureOptions } from './measure/evaluated-run.js';
export {
  type FinetuneMeasurement,
  measureFinetuned,
  type MeasureFinetunedOptions,
} from './measure/measure-finetuned.js';
export {
  type KnnMeasurement,
  type KnnRow,
  measureKnn,
  type MeasureKnnOptions,
  type RetrievalResult,
} from './measure/measure-knn.js';
export {
  type LinearMeasurement,
  measureLinear,
  type MeasureLinearOptions,
} from './measure/measure-linear.js';
export {
  type ChanceRow,
  type ClassifiedRow,
  type MeasuredAccuracy,
  type MeasuredSubject,
  type Measurement,
  rowName,
} from './measure/measurement.js';
export { type OpenRunOptions, openRun, type Run, type RunWeights } from './runs/open-run.js';
export { runEpochs } from './runs/run-epochs.js';
export { buildIndex, type BuildIndexOptions, type BuiltIndex } from './search/build-index.js';
export { embed, type Embeddings, type EmbedOptions, embedSettings } from './search/embed.js';
export { type EmbeddedFile, embedToFile, type EmbedToFileOptions } from './search/embed-to-file.js';
export {
  DUPLICATE_THRESHOLD,
  type DuplicateGroups,
  findDuplicates,
  type FindDuplicatesOptions,
} from './search/find-duplicates.js';
export {
  findNeighbors,
  type FindNeighborsOptions,
  type FoundImage,
  type QueryNeighbors,
} from './search/find-neighbors.js';
export { makeReport, type MakeReportOptions } from './show/make-report.js';
export { watch, type WatchOptions } from './show/watch.js';
export type { ComparisonEstimate } from './compare/comparison-estimate.js';
export { compare, type ComparedMethods, type CompareOptions } from './compare/compare.js';
export type { CompareSettings } from './compare/compare-settings.js';
export {
  planComparison,
  type PlanComparisonOptions,
  type PlannedArm,
  type PlannedComparison,
} from './compare/plan-comparison.js';
export { type GivenSettings, presetSetting } from './train/complete-settings.js';
export { minutesSetting } from './train/derived-settings.js';
export { demo, type DemoMeasurement, type DemoOptions, type DemoResult } from './demo/demo.js';
export { demoNames, type DemoName } from './demo/demo-settings.js';
export type { DemoRow, DemoRows } from './demo/measure-demo.js';
export type { DevicePlan } from './train/devices.js';
export { plan, type PlannedTraining, type PlanOptions } from './plan/plan.js';
export { planData, type PlanDataOptions, type PlannedData } from './plan/plan-data.js';
export { resume, type ResumeOptions } from './train/resume.js';
export { readSettingsFile, type SettingsFile, writeSettingsFile } from './train/settings-file.js';
export { train, type TrainOptions } from './train/train.js';
export type { StartedTraining, Training, TrainingOptions } from './train/training.js';

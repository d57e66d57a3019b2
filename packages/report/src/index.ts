export { type ComparisonTable, comparisonTables } from './comparison/page/comparison-tables.js';
export { judgeComparison } from './comparison/judge-comparison.js';
export { type ComparisonSummary, summarizeComparison } from './comparison/summarize-comparison.js';
export { verdicts } from './comparison/page/verdicts.js';
export { writeComparisonPages } from './comparison/page/write-comparison-pages.js';
export { drawReport, type Report } from './draw-report.js';
export { makeComparison, makeReport, type ReportOptions } from './make-report.js';
export type { LocalServer } from './serve/local-server.js';
export { checkReportFile } from './page/write-page.js';
export {
  checkPage,
  type CheckedImage,
  type CheckedSection,
  type CheckPage,
  writeCheckPage,
} from './sections/check-page.js';
export {
  neighborsPage,
  type NeighborsPage,
  type PageImage,
  type PageNeighbor,
  type PageQuery,
} from './sections/neighbors-page.js';
export { type RunStudy, studyRun } from './study-run.js';
export { chooseIndices } from './study/choose-samples.js';
export type { StudyOptions, StudyProgress } from './study/studied-run.js';
export { viewRows, type ViewRowsOptions } from './study/view-rows.js';
export {
  contrastsOf,
  type Contrast,
  type Evidence,
  judgeEncoder,
  type JudgedRow,
} from './verdict/judge-encoder.js';
export { retrievalContrasts, type SearchedRow } from './verdict/retrieval-contrasts.js';
export {
  adviceOf,
  type TrainingAdvice,
  type TrainingEvidence,
  trainingEvidence,
} from './verdict/training-evidence.js';
export type { Remedy, Verdict } from './verdict/verdict.js';
export {
  startWatchServer,
  type WatchOptions,
  type WatchServer,
} from './watch/start-watch-server.js';

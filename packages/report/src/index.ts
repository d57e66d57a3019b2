export { drawReport, type Report } from './draw-report.js';
export { makeComparison, makeReport } from './make-report.js';
export { readPageFiles, type PageFiles } from './page-files.js';
export type { RunStudy } from './run-study.js';
export { readRunSummary, type RunSummary } from './run-summary.js';
export { studyRun, type StudyOptions, type StudyProgress } from './study-run.js';
export { choosePlaces, viewRows } from './view-rows.js';
export { startWatchServer, type WatchServer } from './watch/start-watch-server.js';
export { checkReportFile } from './write-report.js';

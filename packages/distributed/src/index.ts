export { agree } from './agree.js';
export type { Collectives, Reduction } from './collectives.js';
export { connectMpi } from './connect-mpi.js';
export { type Disagreement, DisagreementError } from './disagreement-error.js';
export { type Job, jobFromEnvironment } from './job-from-environment.js';
export { MpiError } from './mpi-error.js';
export { singleProcess } from './single-process.js';
export type { WatchOptions } from './watch-job.js';

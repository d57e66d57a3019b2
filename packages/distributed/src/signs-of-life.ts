/** The places in the memory that the main thread of a process and its watching thread share, each an int32. */
export const fields = {
  /** Moved on by every sign of life. */
  progress: 0,
  /** How many collective calls were begun. */
  calls: 1,
  /** Which of `operations` the main thread is blocked in. */
  operation: 2,
  /** How many reductions are awaited. */
  underWay: 3,
  /** 1 when the watching thread has begun, 2 when it is done. */
  watching: 4,
  /** 1 when the process has left the job. */
  left: 5,
  count: 6,
};

/** What the main thread may be blocked in; the first is no call. */
export const operations = [
  '',
  'allReduce',
  'allGather',
  'allGatherBytes',
  'broadcast',
  'barrier',
  'dispose',
] as const;

/** What the watching thread is told. */
export interface Watch {
  /** The shared memory. */
  readonly state: Int32Array;
  readonly fields: typeof fields;
  readonly operations: typeof operations;
  readonly rank: number;
  readonly size: number;
  readonly folder: string;
  readonly hangSeconds: number;
  /** The file of MPI, its handle of the job, and the type of that in C. */
  readonly library: string;
  readonly world: bigint;
  readonly handleType: 'int' | 'intptr_t';
}

/** What a process tells the others of itself, in a file. */
export interface Sign {
  /** Grows with each sign. */
  readonly beat: number;
  /** How many collective calls it has begun. */
  readonly calls: number;
  /** Which one it waits in; empty while it works. */
  readonly operation: string;
  /** Whether it has not got on for as long as is allowed. */
  readonly still: boolean;
  readonly host: string;
  readonly process: number;
}

/** Indices in the int32 memory shared by the main thread and the watching thread of a process. */
export const fields = {
  /** Incremented by every heartbeat. */
  progress: 0,
  /** The number of collective calls started. */
  calls: 1,
  /** The index in `operations` of the call that blocks the main thread. */
  operation: 2,
  /** The number of reductions in flight. */
  underWay: 3,
  /** 1 when the watching thread has started, 2 when it has finished. */
  watching: 4,
  /** 1 when the process has left the job. */
  left: 5,
  count: 6,
};

/** The calls that may block the main thread; the first means none. */
export const operations = [
  '',
  'allReduce',
  'allGather',
  'allGatherBytes',
  'broadcast',
  'barrier',
  'dispose',
] as const;

/** The data of the watching thread. */
export interface Watch {
  /** The shared memory. */
  readonly state: Int32Array;
  readonly fields: typeof fields;
  readonly operations: typeof operations;
  readonly rank: number;
  readonly size: number;
  readonly folder: string;
  readonly hangSeconds: number;
  /** The MPI library, its handle of the job, and the C type of handles. */
  readonly library: string;
  readonly world: bigint;
  readonly handleType: 'int' | 'intptr_t';
}

/** The state of a process, written to a file for the others. */
export interface Sign {
  /** Incremented with each write. */
  readonly beat: number;
  /** The number of collective calls started. */
  readonly calls: number;
  /** The call it waits in; empty while it works. */
  readonly operation: string;
  /** Whether it has made no progress for longer than allowed. */
  readonly still: boolean;
  readonly host: string;
  readonly process: number;
}

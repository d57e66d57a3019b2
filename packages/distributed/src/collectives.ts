/** How the values of the ranks are combined. */
export type Reduction = 'sum' | 'max';

/**
 * Collective operations. A job runs the same program in P processes (ranks 0 to P − 1). All ranks must make
 * the same calls, in the same order, with arrays of equal length.
 */
export interface Collectives {
  /** The rank of this process, in [0, size). */
  readonly rank: number;
  /** The number of processes: P. */
  readonly size: number;
  /** The rank among the processes of this machine, from 0; use it to choose a GPU. */
  readonly localRank: number;
  /**
   * Reduces elementwise over the ranks, in place.
   * @param values [n]; afterwards bitwise equal on every rank. The maximum of NaN and a number is undefined.
   * @throws TypeError if `values` is not a Float32Array; MpiError if MPI fails.
   */
  allReduce(values: Float32Array, reduction?: Reduction): void;
  /**
   * Asynchronous `allReduce`. Don't read or write `values` until the promise resolves. Up to 256 can be in
   * flight; each uses one of Node's four thread-pool threads, shared with file I/O.
   */
  allReduceAsync(values: Float32Array, reduction?: Reduction): Promise<void>;
  /**
   * Gathers the values of all ranks.
   * @param values [n], with the same n on every rank.
   * @returns [P * n], the values of rank 0, then of rank 1, and so on.
   */
  allGather(values: Float32Array): Float32Array;
  /**
   * Gathers the bytes of all ranks.
   * @param bytes of any length, which may differ between ranks.
   * @returns [P], the bytes of each rank.
   */
  allGatherBytes(bytes: Uint8Array): Uint8Array[];
  /** Copies the values of `root` (default 0) to every rank, in place. */
  broadcast(values: Float32Array | Uint8Array, root?: number): void;
  /** Waits until every rank has called it. */
  barrier(): void;
  /**
   * Heartbeat. Every collective call sends one; call this during long local work so the job is not declared
   * hung.
   */
  alive(): void;
  /** Prints the reason and this rank on standard error, and ends all processes of the job. */
  abort(reason: string): never;
  /**
   * Leaves the job, together with all other ranks (MPI_Finalize). A process that exits without calling it
   * ends the job. Further calls do nothing.
   * @throws MpiError if a reduction is still in flight.
   */
  dispose(): void;
}

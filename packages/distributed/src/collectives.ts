/** How the values of the ranks are made one. */
export type Reduction = 'sum' | 'max';

/**
 * What a process of a job asks of the others. A job is P processes, the ranks 0 to P - 1, which run the
 * same program; every rank makes the same calls, with arrays of the same lengths, in the same order.
 */
export interface Collectives {
  /** This process, in [0, size). */
  readonly rank: number;
  /** How many processes the job has: P. */
  readonly size: number;
  /** This process among those of its machine, from 0: which of the machine's GPUs is its own. */
  readonly localRank: number;
  /**
   * Elementwise over the ranks, in place.
   * @param values [n], on return the same on every rank to the last bit. What the largest of NaN and a
   * number is, is not defined.
   * @throws TypeError if the values are no Float32Array; Error if MPI fails.
   */
  allReduce(values: Float32Array, reduction?: Reduction): void;
  /**
   * As `allReduce`, while this thread goes on: the values must not be touched before the promise is
   * kept. Several may be under way, up to 256; each takes one of the four threads of Node's pool, which
   * reads files too, or waits for one.
   */
  allReduceAsync(values: Float32Array, reduction?: Reduction): Promise<void>;
  /**
   * @param values [n], the same n on every rank.
   * @returns [P * n], the values of rank 0, then those of rank 1, and so on.
   */
  allGather(values: Float32Array): Float32Array;
  /**
   * @param bytes as many as this rank has to say.
   * @returns [P], what each rank gave.
   */
  allGatherBytes(bytes: Uint8Array): Uint8Array[];
  /** In place: every rank has what `root` (0) had. */
  broadcast(values: Float32Array | Uint8Array, root?: number): void;
  /** Returns when every rank has called it. */
  barrier(): void;
  /**
   * Says that this process gets on. Every call of the others says so too: this one is for long work
   * between them, which would else pass for a hang.
   */
  alive(): void;
  /** Says why on stderr, naming this rank, and ends all processes of the job. */
  abort(reason: string): never;
  /**
   * Leaves the job in order, together with all others (MPI_Finalize). A process that ends without it
   * ends the job. Once more does nothing.
   * @throws Error if a reduction is still under way.
   */
  dispose(): void;
}

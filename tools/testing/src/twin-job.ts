/** Rank 0 of a job of two ranks whose other rank always holds the same values. */
export const twinJob = {
  rank: 0,
  size: 2,
  localRank: 0,
  allReduce: (values: Float32Array, reduction: 'sum' | 'max' = 'sum') => {
    if (reduction === 'sum') values.forEach((value, at) => (values[at] = 2 * value));
  },
  allReduceAsync: () => Promise.resolve(),
  allGather: (values: Float32Array) => Float32Array.from([...values, ...values]),
  allGatherBytes: (bytes: Uint8Array) => [bytes, bytes],
  broadcast: () => undefined,
  barrier: () => undefined,
  alive: () => undefined,
  abort(reason: string): never {
    throw new Error(reason);
  },
  dispose: () => undefined,
};

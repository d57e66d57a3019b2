import type { Collectives } from './collectives.js';
import { say } from './say.js';

/**
 * A job of one process, without MPI: every collective operation is the identity.
 * @example
 * ```ts
 * import { singleProcess } from '@jssl/distributed';
 *
 * console.log([...singleProcess.allGather(Float32Array.of(1, 2))]); // [ 1, 2 ]
 * ```
 */
export const singleProcess: Collectives = {
  rank: 0,
  size: 1,
  localRank: 0,
  allReduce: () => undefined,
  allReduceAsync: () => Promise.resolve(),
  allGather: (values) => values.slice(),
  allGatherBytes: (bytes) => [bytes.slice()],
  broadcast: () => undefined,
  barrier: () => undefined,
  alive: () => undefined,
  abort(reason) {
    say(reason);
    process.exit(1);
  },
  dispose: () => undefined,
};

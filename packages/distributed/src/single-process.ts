import { writeSync } from 'node:fs';

import type { Collectives } from './collectives.js';

/** A job of one process, without MPI: what is asked of the others is the identity. */
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
    writeSync(2, `${reason}\n`);
    process.exit(1);
  },
  dispose: () => undefined,
};

import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Collectives } from './collectives.js';
import type { MpiLibrary } from './mpi-library.js';
import { say } from './say.js';
import { fields, operations, type Watch } from './signs-of-life.js';

/** How a job is watched. */
export interface WatchOptions {
  /**
   * After so many seconds without a sign of life from a process the job is ended; Infinity to wait for
   * ever. Default 45.
   */
  readonly hangSeconds?: number;
  /**
   * A folder that all machines of the job see. In a folder of the job in it, which is removed when all
   * leave in order, each process leaves its signs of life. By default each machine's folder for temporary
   * files; then a process that waits can name only those that hang on its own machine.
   */
  readonly folder?: string;
}

/**
 * The same collectives, and a thread of each process that ends the whole job when a process hangs, with
 * its name; a process that throws or ends before `dispose` ends the job too.
 *
 * The thread is there because the main one is of no help where it matters: in a call of MPI it is
 * blocked, and where it hangs it hangs. It looks at a counter that every call moves on, and writes what
 * it sees to a file. When the main thread has stood still for too long outside a call, the process hangs
 * itself. When it has waited too long in a call, those are named whose files no longer change (stopped,
 * killed, cut off), or all, when all wait in calls that never meet. One that waits for a process that
 * works goes on waiting.
 */
export function watchJob(
  collectives: Collectives,
  mpi: MpiLibrary,
  { hangSeconds, folder: parent }: Required<WatchOptions>,
): Collectives {
  const { rank, size } = collectives;
  const sayError = (error: unknown) => {
    const text = error instanceof Error ? error.stack : String(error);
    say(`rank ${rank} of ${size}: ${text ?? ''}`);
  };
  const endJob = (code: number) => {
    say(`rank ${rank} of ${size} ends with code ${code} before the job is done`);
    mpi.call('MPI_Abort', mpi.handles.world, code === 0 ? 1 : code);
  };
  process.on('uncaughtExceptionMonitor', sayError);
  process.on('exit', endJob);

  const folder = agreeOnFolder(collectives, parent);
  const state = new Int32Array(new SharedArrayBuffer(4 * fields.count));
  const watch: Watch = {
    state,
    fields,
    operations,
    rank,
    size,
    folder,
    hangSeconds,
    library: mpi.file,
    world: mpi.handles.world,
    handleType: mpi.handles.type,
  };
  const file = new URL('./watch-worker.mjs', import.meta.url);
  new Worker(file, { workerData: watch, execArgv: [] }).unref();
  Atomics.wait(state, fields.watching, 0, 10_000);

  const alive = () => {
    Atomics.add(state, fields.progress, 1);
  };
  const within = <T>(name: (typeof operations)[number], work: () => T): T => {
    alive();
    Atomics.add(state, fields.calls, 1);
    Atomics.store(state, fields.operation, operations.indexOf(name));
    try {
      return work();
    } finally {
      alive();
      Atomics.store(state, fields.operation, 0);
    }
  };

  // From here on, one without a sign is on a machine that does not see the folder.
  within('barrier', () => {
    collectives.barrier();
  });
  Atomics.store(state, fields.calls, 0); // None of them was the caller's.

  return {
    rank,
    size,
    localRank: collectives.localRank,
    allReduce: (values, reduction) => {
      within('allReduce', () => {
        collectives.allReduce(values, reduction);
      });
    },
    async allReduceAsync(values, reduction) {
      alive();
      Atomics.add(state, fields.calls, 1);
      Atomics.add(state, fields.underWay, 1);
      try {
        await collectives.allReduceAsync(values, reduction);
      } finally {
        alive();
        Atomics.sub(state, fields.underWay, 1);
      }
    },
    allGather: (values) => within('allGather', () => collectives.allGather(values)),
    allGatherBytes: (bytes) => within('allGatherBytes', () => collectives.allGatherBytes(bytes)),
    broadcast: (values, root) => {
      within('broadcast', () => {
        collectives.broadcast(values, root);
      });
    },
    barrier: () => {
      within('barrier', () => {
        collectives.barrier();
      });
    },
    alive,
    abort: (reason) => collectives.abort(reason),
    dispose: () => {
      within('dispose', () => {
        collectives.dispose();
      });
      process.off('uncaughtExceptionMonitor', sayError);
      process.off('exit', endJob);
      Atomics.store(state, fields.left, 1);
      Atomics.notify(state, fields.left);
      Atomics.wait(state, fields.watching, 1, 10_000);
    },
  };
}

/** The job's own, there on every machine when this returns. */
function agreeOnFolder(collectives: Collectives, parent: string): string {
  const name = new Uint8Array(randomBytes(8));
  collectives.broadcast(name);
  const folder = join(parent, `jssl-job-${Buffer.from(name).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // Others may write to the parent.
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `connectMpi: folder must be one that every rank can write to, got ${parent}: ${reason}`,
      { cause: error },
    );
  }
  return folder;
}

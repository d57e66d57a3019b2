import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import type { Collectives } from './collectives.js';
import { MpiError } from './mpi-error.js';
import type { MpiLibrary } from './mpi-library.js';
import { say } from './say.js';
import { fields, operations, type Watch } from './signs-of-life.js';

/** How a job is watched for hangs. */
export interface WatchOptions {
  /**
   * The job is ended after this many seconds without a heartbeat from a process; Infinity waits forever.
   * Default 45.
   */
  readonly hangSeconds?: number;
  /**
   * A folder shared by all machines of the job. Each process writes its heartbeats to a subfolder, which
   * is removed when all leave with `dispose`. Default: each machine's temporary folder; then a waiting
   * process can only detect hangs on its own machine.
   */
  readonly folder?: string;
}

/**
 * Wraps collectives with a watching thread per process, which ends the whole job and names the process when
 * one hangs. A process that throws or exits before `dispose` ends the job too.
 *
 * A separate thread is needed because the main thread may be blocked in an MPI call, or be the one that
 * hangs. It reads a counter that every call increments, and writes its state to a file. If the main thread
 * makes no progress outside a call for too long, this process hangs. If it waits in a call for too long, the
 * processes whose files no longer change are named (stopped, killed, disconnected), or all, if all wait in
 * calls that don't match. Waiting for a process that works is not limited.
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
    say(`rank ${rank} of ${size} exits with code ${code} before the job is done`);
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

  // After this, a process without a file is on a machine that does not share the folder.
  within('barrier', () => {
    collectives.barrier();
  });
  Atomics.store(state, fields.calls, 0); // The caller has made none yet.

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

/** Creates the job's folder, which exists on every machine when this returns. */
function agreeOnFolder(collectives: Collectives, parent: string): string {
  const name = new Uint8Array(randomBytes(8));
  collectives.broadcast(name);
  const folder = join(parent, `jssl-job-${Buffer.from(name).toString('hex')}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 }); // Others may write to the parent.
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MpiError(
      `connectMpi: folder must be writable for every rank, got ${parent}: ${reason}`,
      { cause: error },
    );
  }
  return folder;
}

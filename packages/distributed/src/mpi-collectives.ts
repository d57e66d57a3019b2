import { eachPart } from './each-part.js';
import type { Collectives, Reduction } from './collectives.js';
import { MpiError } from './mpi-error.js';
import type { MpiLibrary } from './mpi-library.js';
import { say } from './say.js';

/** MPI counts elements in an `int`. */
const MOST_ELEMENTS = 2 ** 31 - 1;

/**
 * Collective operations on an initialized MPI.
 * @param threads whether several threads may call MPI at the same time.
 */
export function mpiCollectives(mpi: MpiLibrary, threads: boolean): Collectives {
  const { call, callAsync, handles } = mpi;
  const { world, float, byte, inPlace } = handles;
  const askNumber = (name: 'MPI_Comm_rank' | 'MPI_Comm_size', communicator: bigint) => {
    const answer = new Int32Array(1);
    call(name, communicator, answer);
    return answer[0] ?? 0;
  };
  const newHandle = () => (handles.type === 'int' ? new Int32Array(1) : new BigInt64Array(1));
  const rank = askNumber('MPI_Comm_rank', world);
  const size = askNumber('MPI_Comm_size', world);
  const machine = newHandle();
  call('MPI_Comm_split_type', world, handles.sharedMemory, rank, handles.noInfo, machine);
  let underWay = 0;
  let left = false;

  const demand = (name: string, met: boolean, message: string) => {
    if (left) throw new MpiError(`${name}: this process has left the job (dispose)`);
    if (!met) throw new TypeError(`${name}: ${message}`);
  };
  const demandFloats = (name: string, values: unknown) => {
    demand(
      name,
      values instanceof Float32Array,
      `values must be a Float32Array, got ${kind(values)}`,
    );
  };
  const operations: Readonly<Record<string, bigint>> = { sum: handles.sum, max: handles.max };
  const operation = (name: string, reduction: string) => {
    const found = operations[reduction];
    if (found !== undefined) return found;
    throw new RangeError(`${name}: reduction must be sum or max, got ${reduction}`);
  };
  const allReduce = (values: Float32Array, reduction: Reduction = 'sum') => {
    demandFloats('allReduce', values);
    const op = operation('allReduce', reduction);
    eachPart(values, MOST_ELEMENTS, (part) => {
      call('MPI_Allreduce', inPlace, part, part.length, float, op, world);
    });
  };

  return {
    rank,
    size,
    localRank: askNumber('MPI_Comm_rank', BigInt(machine[0] ?? 0)),

    allReduce,

    async allReduceAsync(values, reduction = 'sum') {
      demandFloats('allReduceAsync', values);
      const op = operation('allReduceAsync', reduction);
      if (!threads) {
        allReduce(values, reduction);
        return;
      }
      // Started on this thread, so that the order of calls is fixed; awaited on another, because MPI makes
      // progress only while it is called.
      const waits: Promise<void>[] = [];
      eachPart(values, MOST_ELEMENTS, (part) => {
        const request = newHandle();
        call('MPI_Iallreduce', inPlace, part, part.length, float, op, world, request);
        waits.push(callAsync('MPI_Wait', request, handles.ignoreStatus));
      });
      underWay += 1;
      try {
        await Promise.all(waits);
      } finally {
        underWay -= 1;
      }
    },

    allGather(values) {
      demandFloats('allGather', values);
      if (values.length > MOST_ELEMENTS) {
        throw new RangeError(
          `allGather: values must have at most ${MOST_ELEMENTS} elements, got ${values.length}`,
        );
      }
      const gathered = new Float32Array(size * values.length);
      const count = values.length;
      if (count > 0) call('MPI_Allgather', values, count, float, gathered, count, float, world);
      return gathered;
    },

    allGatherBytes(bytes) {
      demand(
        'allGatherBytes',
        bytes instanceof Uint8Array,
        `bytes must be a Uint8Array, got ${kind(bytes)}`,
      );
      const lengths = new Float64Array(size); // wider than MPI's counts, so that all ranks see an excess
      call('MPI_Allgather', Float64Array.of(bytes.length), 8, byte, lengths, 8, byte, world);
      const total = lengths.reduce((sum, length) => sum + length, 0);
      if (total > MOST_ELEMENTS) {
        throw new RangeError(
          `allGatherBytes: the bytes of all ranks must be at most ${MOST_ELEMENTS}, got ${total}`,
        );
      }
      const counts = Int32Array.from(lengths);
      const starts = new Int32Array(size);
      for (let other = 1; other < size; other++) {
        starts[other] = (starts[other - 1] ?? 0) + (counts[other - 1] ?? 0);
      }
      const gathered = new Uint8Array(total);
      const own = bytes.length > 0 ? bytes : null;
      call('MPI_Allgatherv', own, bytes.length, byte, gathered, counts, starts, byte, world);
      return Array.from(counts, (count, other) => {
        const start = starts[other] ?? 0;
        return gathered.slice(start, start + count);
      });
    },

    broadcast(values, root = 0) {
      const known = values instanceof Float32Array || values instanceof Uint8Array;
      demand(
        'broadcast',
        known,
        `values must be a Float32Array or Uint8Array, got ${kind(values)}`,
      );
      if (!Number.isInteger(root) || root < 0 || root >= size) {
        throw new RangeError(`broadcast: root must be a rank in [0, ${size}), got ${root}`);
      }
      const type = values instanceof Uint8Array ? byte : float;
      eachPart(values, MOST_ELEMENTS, (part) => {
        call('MPI_Bcast', part, part.length, type, root, world);
      });
    },

    barrier() {
      demand('barrier', true, '');
      call('MPI_Barrier', world);
    },

    alive: () => undefined,

    abort(reason) {
      say(`rank ${rank} of ${size}: ${reason}`);
      if (!left) call('MPI_Abort', world, 1);
      process.exit(1);
    },

    dispose() {
      if (left) return;
      if (underWay > 0) {
        throw new MpiError(`dispose: ${underWay} reductions are still in flight; await them first`);
      }
      left = true;
      call('MPI_Finalize');
    },
  };
}

function kind(value: unknown): string {
  return ArrayBuffer.isView(value) ? value.constructor.name : typeof value;
}

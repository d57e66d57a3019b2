import { basename } from 'node:path';

/**
 * What the constants of mpi.h are in a library. MPI leaves them to each implementation up to version 4,
 * and its version 5 fixes them in the standard ABI. A handle is an address or a number, as wide as `int`
 * or as a pointer.
 */
export interface MpiHandles {
  readonly name: 'Open MPI' | 'MPICH' | 'MPI standard ABI';
  /** The type of handles in C. */
  readonly type: 'int' | 'intptr_t';
  readonly world: bigint;
  readonly float: bigint;
  readonly byte: bigint;
  readonly sum: bigint;
  readonly max: bigint;
  readonly noInfo: bigint;
  readonly returnErrors: bigint;
  /** MPI_IN_PLACE and MPI_STATUS_IGNORE, addresses. */
  readonly inPlace: bigint;
  readonly ignoreStatus: bigint;
  readonly sharedMemory: number;
  readonly threadMultiple: number;
}

/** MPICH 3.1 and later and those that keep its ABI (Intel MPI, MVAPICH, Cray MPICH): its mpi.h. */
const mpich: MpiHandles = {
  name: 'MPICH',
  type: 'int',
  world: 0x44000000n,
  float: 0x4c00040an,
  byte: 0x4c00010dn,
  sum: 0x58000003n,
  max: 0x58000001n,
  noInfo: 0x1c000000n,
  returnErrors: 0x54000001n,
  inPlace: -1n,
  ignoreStatus: 1n,
  sharedMemory: 1,
  threadMultiple: 3,
};

/** MPI 5.0, chapter 20 and its appendix A: mpi_abi.h. */
const standard: MpiHandles = {
  name: 'MPI standard ABI',
  type: 'intptr_t',
  world: 0x101n,
  float: 0x210n,
  byte: 0x247n,
  sum: 0x21n,
  max: 0x23n,
  noInfo: 0x130n,
  returnErrors: 0x143n,
  inPlace: 1n,
  ignoreStatus: 0n,
  sharedMemory: 221,
  threadMultiple: 4096,
};

/**
 * The handles of the library in this file.
 * @param addressOf the address of a variable that the library exports, undefined if it does not.
 */
export function mpiHandles(
  file: string,
  addressOf: (symbol: string) => bigint | undefined,
): MpiHandles {
  // First, since below this one there may be an Open MPI with its symbols.
  if (basename(file).includes('mpi_abi')) return standard;
  const world = addressOf('ompi_mpi_comm_world');
  if (world === undefined) return mpich;
  const address = (symbol: string) => {
    const found = addressOf(symbol);
    if (found === undefined) throw new Error(`${file} has no ${symbol}: it is no whole Open MPI`);
    return found;
  };
  // Open MPI 1.7 to 5: its mpi.h.
  return {
    name: 'Open MPI',
    type: 'intptr_t',
    world,
    float: address('ompi_mpi_float'),
    byte: address('ompi_mpi_byte'),
    sum: address('ompi_mpi_op_sum'),
    max: address('ompi_mpi_op_max'),
    noInfo: address('ompi_mpi_info_null'),
    returnErrors: address('ompi_mpi_errors_return'),
    inPlace: 1n,
    ignoreStatus: 0n,
    sharedMemory: 0,
    threadMultiple: 3,
  };
}

import { basename } from 'node:path';

import { MpiError } from './mpi-error.js';

/**
 * The values of the constants of mpi.h in a library. Up to MPI 4 they depend on the implementation; MPI 5
 * fixes them in the standard ABI. A handle is an address or a number, as wide as `int` or a pointer.
 */
export interface MpiHandles {
  readonly name: 'Open MPI' | 'MPICH' | 'MPI standard ABI';
  /** The C type of handles. */
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

/** From the mpi.h of MPICH 3.1 and later, and compatible ones (Intel MPI, MVAPICH, Cray MPICH). */
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

/** From mpi_abi.h: MPI 5.0, chapter 20 and appendix A. */
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
 * The handles of a library.
 * @param addressOf returns the address of an exported variable; undefined if there is none.
 */
export function mpiHandles(
  file: string,
  addressOf: (symbol: string) => bigint | undefined,
): MpiHandles {
  // First, because the ABI library may be built on an Open MPI and export its symbols.
  if (basename(file).includes('mpi_abi')) return standard;
  const world = addressOf('ompi_mpi_comm_world');
  if (world === undefined) return mpich;
  const address = (symbol: string) => {
    const found = addressOf(symbol);
    if (found === undefined)
      throw new MpiError(`${file} has no ${symbol}: it is not a complete Open MPI`);
    return found;
  };
  // From the mpi.h of Open MPI 1.7 to 5.
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

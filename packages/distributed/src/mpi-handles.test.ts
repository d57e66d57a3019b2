import { mpiHandles } from './mpi-handles.js';

/** A library that exports these variables, at addresses from 1. */
const exporting =
  (...symbols: string[]) =>
  (symbol: string) =>
    symbols.includes(symbol) ? BigInt(symbols.indexOf(symbol) + 1) : undefined;
const openMpi = exporting(
  'ompi_mpi_comm_world',
  'ompi_mpi_float',
  'ompi_mpi_byte',
  'ompi_mpi_op_sum',
  'ompi_mpi_op_max',
  'ompi_mpi_info_null',
  'ompi_mpi_errors_return',
);

test('the handles of Open MPI are addresses of what it exports', () => {
  const { name, type, world, sum, returnErrors } = mpiHandles('libmpi.so.40', openMpi);
  expect([name, type, world, sum, returnErrors]).toEqual(['Open MPI', 'intptr_t', 1n, 4n, 7n]);
});

test('a library without them is MPICH or its kin, whatever its folder is called', () => {
  const { name, type, world } = mpiHandles('/opt/mpi_abi/lib/libmpi.so.12', exporting());
  expect([name, type, world]).toEqual(['MPICH', 'int', 0x44000000n]);
});

test('the standard ABI is recognized by its file name, even on top of an Open MPI', () => {
  expect(mpiHandles('/opt/lib/libmpi_abi.so.1', openMpi).name).toBe('MPI standard ABI');
  expect(mpiHandles('libmpi_abi.so.1', exporting()).world).toBe(0x101n);
});

test('an incomplete Open MPI is refused', () => {
  expect(() => mpiHandles('libmpi.so.40', exporting('ompi_mpi_comm_world'))).toThrow(
    'libmpi.so.40 has no ompi_mpi_float: it is not a complete Open MPI',
  );
});

import { findMpi } from './find-mpi.js';

test('where there is no MPI, the error says what the system says and how to install one', async () => {
  // A library of the other system is not to be found on this one.
  const other = process.platform === 'darwin' ? 'linux' : 'darwin';
  await expect(findMpi({ launcher: 'Open MPI', rank: 0, size: 2 }, {}, other)).rejects.toThrow(
    /^connectMpi: no MPI library can be opened: libmpi\.(40\.dylib|so\.40) \(.+\)\. Install one \(Debian, Ubuntu: apt install openmpi-bin; on a cluster: module load openmpi\), or give the path of its libmpi as JSSL_MPI$/s,
  );
});

test('a JSSL_MPI that is not there, or no MPI, is named', async () => {
  await expect(findMpi(undefined, { JSSL_MPI: '/nowhere/libmpi.so' })).rejects.toThrow(
    'connectMpi: JSSL_MPI must be an MPI library that can be opened, got /nowhere/libmpi.so (',
  );
  await expect(findMpi(undefined, { JSSL_MPI: process.execPath })).rejects.toThrow(
    `connectMpi: JSSL_MPI must be an MPI library that can be opened, got ${process.execPath} (`,
  );
});

import { findMpi } from './find-mpi.js';

test('where there is no MPI, the error says what was looked for and how to install one', async () => {
  // A library of the other system is not to be found on this one.
  const other = process.platform === 'darwin' ? 'linux' : 'darwin';
  const name = other === 'darwin' ? 'libmpi.40.dylib' : 'libmpi.so.40';
  await expect(findMpi({ launcher: 'Open MPI', rank: 0, size: 2 }, {}, other)).rejects.toThrow(
    `connectMpi: no MPI library found (looked for ${name}). Install one (Debian, Ubuntu: apt install openmpi-bin; on a cluster: module load openmpi), or give the path of its libmpi as JSSL_MPI`,
  );
});

test('a JSSL_MPI that is not there, or no MPI, is named', async () => {
  await expect(findMpi(undefined, { JSSL_MPI: '/nowhere/libmpi.so' })).rejects.toThrow(
    'connectMpi: JSSL_MPI is /nowhere/libmpi.so, which is no MPI library that can be opened: ',
  );
  await expect(findMpi(undefined, { JSSL_MPI: process.execPath })).rejects.toThrow(
    `connectMpi: JSSL_MPI is ${process.execPath}, which is no MPI library that can be opened: `,
  );
});

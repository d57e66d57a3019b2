import { findMpi } from './find-mpi.js';

test('without MPI, the error gives the reason of the system and how to install one', async () => {
  // A library of another system does not exist on this one.
  const other = process.platform === 'darwin' ? 'linux' : 'darwin';
  await expect(findMpi({ launcher: 'Open MPI', rank: 0, size: 2 }, {}, other)).rejects.toThrow(
    /^connectMpi: no MPI library can be opened: libmpi\.(40\.dylib|so\.40) \(.+\)\. Install one \(Debian, Ubuntu: apt install openmpi-bin; on a cluster: module load openmpi\), or set JSSL_MPI to the path of libmpi$/s,
  );
});

test('a JSSL_MPI that does not exist or is not MPI is named', async () => {
  await expect(findMpi(undefined, { JSSL_MPI: '/nowhere/libmpi.so' })).rejects.toThrow(
    'connectMpi: JSSL_MPI must be an MPI library that can be opened, got /nowhere/libmpi.so (',
  );
  await expect(findMpi(undefined, { JSSL_MPI: process.execPath })).rejects.toThrow(
    `connectMpi: JSSL_MPI must be an MPI library that can be opened, got ${process.execPath} (`,
  );
  await expect(findMpi(undefined, { JSSL_MPI: process.execPath })).rejects.toMatchObject({
    code: 'JSSL_MPI',
  });
});

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { mpiCandidates } from './mpi-candidates.js';

const job = (launcher: 'Open MPI' | 'MPICH' | 'Slurm') => ({ launcher, rank: 0, size: 2 });
const OPEN_MPI = 'libmpi.so.40';
const MPICH = ['libmpi.so.12', 'libmpi_abi.so.1'];

test('a launcher has libraries of its own, Slurm and none have all', () => {
  const names = (launcher?: 'Open MPI' | 'MPICH' | 'Slurm') =>
    mpiCandidates(launcher && job(launcher), {}, 'linux');
  expect(names('Open MPI')).toEqual([OPEN_MPI]);
  expect(names('MPICH')).toEqual(MPICH);
  expect(names('Slurm')).toEqual([OPEN_MPI, ...MPICH]);
  expect(names()).toEqual([OPEN_MPI, ...MPICH]);
});

test('JSSL_MPI is the only one', () => {
  expect(mpiCandidates(job('Open MPI'), { JSSL_MPI: '/opt/mpi.so' }, 'linux')).toEqual([
    '/opt/mpi.so',
  ]);
});

test('macOS has names of its own', () => {
  expect(mpiCandidates(job('Open MPI'), {}, 'darwin')).toEqual(['libmpi.40.dylib']);
});

describe('with folders of MPI', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jssl-mpi-'));
    for (const name of ['real', 'prefix']) {
      for (const part of ['bin', 'lib']) mkdirSync(join(folder, name, part), { recursive: true });
      writeFileSync(join(folder, name, 'lib', OPEN_MPI), '');
    }
    writeFileSync(join(folder, 'real', 'bin', 'mpiexec'), '');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(folder, 'real', 'bin', 'mpiexec'), join(folder, 'bin', 'mpiexec'));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('the library beside the launcher goes before the one of the system, through links too', () => {
    const environment = { PATH: `/nowhere:${join(folder, 'bin')}` };
    expect(mpiCandidates(job('Open MPI'), environment, 'linux')).toEqual([
      join(folder, 'real', 'lib', OPEN_MPI),
      OPEN_MPI,
    ]);
  });

  test('where Open MPI says that it is goes before all', () => {
    const environment = {
      OPAL_PREFIX: join(folder, 'prefix'),
      PATH: join(folder, 'real', 'bin'),
    };
    expect(mpiCandidates(job('Open MPI'), environment, 'linux').slice(0, 2)).toEqual([
      join(folder, 'prefix', 'lib', OPEN_MPI),
      join(folder, 'real', 'lib', OPEN_MPI),
    ]);
  });
});

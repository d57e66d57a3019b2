import { jobFromEnvironment } from './job-from-environment.js';

const openMpi = { OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_SIZE: '4' };
const pmi = { PMI_RANK: '1', PMI_SIZE: '2' };
const slurm = { SLURM_PROCID: '3', SLURM_STEP_NUM_TASKS: '8' };

test('each launcher tells rank and size by its own variables', () => {
  expect(jobFromEnvironment(openMpi)).toEqual({ launcher: 'Open MPI', rank: 2, size: 4 });
  expect(jobFromEnvironment(pmi)).toEqual({ launcher: 'MPICH', rank: 1, size: 2 });
  expect(jobFromEnvironment(slurm)).toEqual({ launcher: 'Slurm', rank: 3, size: 8 });
});

test('a process that nobody launched belongs to no job', () => {
  expect(jobFromEnvironment({ PATH: '/bin', SLURM_PROCID: '0' })).toBeUndefined();
  expect(jobFromEnvironment({ PMI_RANK: '', PMI_SIZE: '2' })).toBeUndefined();
});

test('mpirun within a job of Slurm is the launcher that counts', () => {
  expect(jobFromEnvironment({ ...slurm, ...openMpi })?.launcher).toBe('Open MPI');
  expect(jobFromEnvironment({ ...slurm, ...pmi })?.launcher).toBe('MPICH');
});

test('the one task of a batch script is no job; one rank of mpirun is', () => {
  expect(jobFromEnvironment({ SLURM_PROCID: '0', SLURM_STEP_NUM_TASKS: '1' })).toBeUndefined();
  expect(jobFromEnvironment({ ...openMpi, OMPI_COMM_WORLD_SIZE: '1' })?.size).toBe(1);
});

import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import type { Job } from './job-from-environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** The file names of Open MPI 3 to 5, MPICH and compatible ones; `libmpi_abi` is the standard ABI of MPI 5. */
function fileNames(platform: NodeJS.Platform) {
  const name = (base: string, version: number) =>
    platform === 'darwin' ? `${base}.${version}.dylib` : `${base}.so.${version}`;
  return {
    'Open MPI': name('libmpi', 40),
    MPICH: name('libmpi', 12),
    standard: name('libmpi_abi', 1),
  };
}

/**
 * The MPI libraries to try, in order: those of the MPI whose launcher started this process, or of any MPI
 * after `srun` and without a launcher; each first in the folder of its launcher (Python wheels, cluster
 * modules), then in the system's search path. If `JSSL_MPI` is set, only that one.
 */
export function mpiCandidates(
  job: Job | undefined,
  environment: Environment = process.env,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (environment['JSSL_MPI']) return [environment['JSSL_MPI']];
  const names = fileNames(platform);
  const ofLauncher = {
    'Open MPI': [names['Open MPI']],
    MPICH: [names.MPICH, names.standard],
    Slurm: Object.values(names),
  }[job?.launcher ?? 'Slurm'];
  const folders = libraryFolders(environment);
  return ofLauncher.flatMap((name) => [
    ...folders.map((folder) => join(folder, name)).filter((path) => existsSync(path)),
    name,
  ]);
}

/** The folder in `OPAL_PREFIX`, and `../lib` of each `mpiexec` on the path. */
function libraryFolders(environment: Environment): string[] {
  const said = environment['OPAL_PREFIX'];
  const launchers = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mpiexec'))
    .filter((path) => existsSync(path));
  const folders = [
    ...(said ? [join(said, 'lib')] : []),
    ...launchers.map((path) => join(dirname(dirname(realpathSync(path))), 'lib')),
    // Without following links, for Python environments.
    ...launchers.map((path) => join(dirname(dirname(path)), 'lib')),
  ];
  return [...new Set(folders)];
}

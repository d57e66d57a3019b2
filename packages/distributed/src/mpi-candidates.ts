import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

import type { Job } from './job-from-environment.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Open MPI 3 to 5 and MPICH with its kin by their file names; `libmpi_abi` is MPI 5's own. */
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
 * The MPI libraries to try, in this order: of the MPI whose launcher started this process, of any after
 * `srun` and without a launcher; each beside its launcher (Python wheels, modules of a cluster), then
 * where the system looks. `JSSL_MPI` alone, if it is set.
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

/** Where Open MPI says that it is, and `../lib` of each `mpiexec` on the path. */
function libraryFolders(environment: Environment): string[] {
  const said = environment['OPAL_PREFIX'];
  const launchers = (environment['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mpiexec'))
    .filter((path) => existsSync(path));
  const folders = [
    ...(said ? [join(said, 'lib')] : []),
    ...launchers.map((path) => join(dirname(dirname(realpathSync(path))), 'lib')),
    // Without following links: the folder of a Python environment links to nothing outside.
    ...launchers.map((path) => join(dirname(dirname(path)), 'lib')),
  ];
  return [...new Set(folders)];
}

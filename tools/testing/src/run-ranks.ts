import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..', '..');
/** What `node --conditions=@jssl/source --import …` needs to run the TypeScript sources. */
export const sourceHooks = pathToFileURL(join(import.meta.dirname, 'source-hooks.mjs')).href;

/** Whether the packages were just built, as `npm test` does: processes then start in half of the time. */
export const isBuilt = process.env['JSSL_TESTS_BUILT'] === '1';

/** The arguments of Node to run a package: what was built, or else the TypeScript sources. */
export const nodeArguments = isBuilt ? [] : ['--conditions=@jssl/source', '--import', sourceHooks];

/** The arguments of Node to run a TypeScript file of a package, which imports the others as above. */
const scriptArguments = isBuilt ? ['--import', sourceHooks] : nodeArguments;

/** Where `tools/setup/main.mjs` puts Open MPI on a machine without. */
const installed = join(root, 'node_modules', '.cache', 'openmpi', 'bin', 'mpirun');
/** The `mpirun` of Open MPI: that of the set-up, else of the path. */
export const mpirun = existsSync(installed) ? installed : 'mpirun';

/**
 * Open MPI starts processes as root, and none of them has a core of its own: one that waits lets others
 * compute.
 */
export const mpirunSettings = {
  OMPI_ALLOW_RUN_AS_ROOT: '1',
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1',
  OMPI_MCA_mpi_yield_when_idle: '1',
};
/** No colors, and nothing of the options that the calling test runs with. */
const plain = { FORCE_COLOR: undefined, NO_COLOR: '1', NODE_OPTIONS: undefined };

/** A job is killed after this time, in case it hangs: on a machine with much else to do it takes minutes. */
const LIMIT_SECONDS = 600;

interface RanksOptions {
  /** The script's arguments. */
  readonly args?: readonly string[];
  /** Variables to set, or to leave out where undefined. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Runs a TypeScript file of a package on N ranks, started by Open MPI's `mpirun`.
 * @returns the exit code, undefined where the job had to be ended, and what all ranks wrote.
 * @throws Error when there is no Open MPI.
 */
export function runRanks(
  ranks: number,
  script: string,
  { args = [], env = {} }: RanksOptions = {},
): { code: number | undefined; out: string; notes: string } {
  const start = ['--oversubscribe', '--bind-to', 'none', '-n', `${ranks}`];
  const node = [process.execPath, ...scriptArguments];
  const { error, status, stdout, stderr } = spawnSync(
    mpirun,
    [...start, ...node, script, ...args],
    {
      encoding: 'utf8',
      env: { ...process.env, ...mpirunSettings, ...plain, ...env },
      maxBuffer: 2 ** 26,
      timeout: LIMIT_SECONDS * 1000,
    },
  );
  const failure = error && 'code' in error ? error.code : undefined;
  if (failure === 'ENOENT') {
    throw new Error('this test needs Open MPI: install it (Debian: apt-get install openmpi-bin)');
  }
  const ended = failure === undefined ? (status ?? undefined) : undefined;
  return { code: ended, out: stdout, notes: stderr };
}

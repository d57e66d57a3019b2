/** Installs PyTorch into a virtual environment in JSSL's cache folder; the project does not depend on it. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version of PyTorch. */
export const TORCH = '2.9.1';

/**
 * Installs PyTorch unless it is there.
 * @param tool whose environment it is: its folder in the cache folder.
 * @param others the packages that the tool needs in addition to PyTorch, as pip names them.
 * @returns the path of its Python.
 */
export function installTorch(cacheFolder, tool, others) {
  const packages = [`torch==${TORCH}`, ...others];
  const folder = join(cacheFolder, tool, `torch-${TORCH}`);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'done');
  const wanted = packages.join(' ');
  if (existsSync(done) && readFileSync(done, 'utf8') === wanted) return python;
  process.stderr.write('> installing PyTorch into a virtual environment\n');
  mkdirSync(dirname(folder), { recursive: true });
  /** @type {[string, string[]][]} */
  const commands = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', ...packages]],
  ];
  for (const [command, args] of commands) {
    const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    if (status !== 0) {
      throw new Error(
        `${tool}: ${command} ${args.join(' ')} failed; it needs Python 3.11 to 3.13 with venv, some 6 GB and a package index`,
      );
    }
  }
  writeFileSync(done, wanted);
  return python;
}

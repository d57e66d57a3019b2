import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EngineInstallError } from './engine-install-error.js';
import type { EngineRelease } from './engine-release.js';
import { installRemedy } from './install-remedy.js';
import { CommandError, runCommand } from './run-command.js';

/**
 * Downloads the wheels of an engine with pip, which checks their hashes. pip's temporary files are in
 * `folder` too, and its cache is not used.
 * @param onBytes receives the bytes downloaded so far, twice a second.
 * @returns the paths of the wheels.
 * @throws EngineInstallError with pip's last line if it fails, or if a file is not the pinned one.
 */
export async function downloadWheels(
  { wheels, pipPlatforms }: Pick<EngineRelease, 'wheels' | 'pipPlatforms'>,
  folder: string,
  onBytes: (bytes: number) => void,
): Promise<string[]> {
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const requirements = join(folder, 'requirements.txt');
  const lines = wheels.map(({ requirement, sha256 }) => `${requirement} --hash=sha256:${sha256}\n`);
  writeFileSync(requirements, lines.join(''));
  const timer = setInterval(() => {
    onBytes(folderBytes(folder));
  }, 500);
  try {
    await runCommand(
      'python3',
      [
        ...['-m', 'pip', 'download', '--no-deps', '--require-hashes', '--only-binary=:all:'],
        // The same file, with one hash, serves every Python.
        ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
        ...pipPlatforms.flatMap((platform) => ['--platform', platform]),
        ...['--no-input', '--no-cache-dir', '--dest', folder, '--requirement', requirements],
      ],
      { env: { TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1' } },
    );
  } catch (error) {
    throw error instanceof CommandError ? pipError(error, wheels) : error;
  } finally {
    clearInterval(timer);
  }
  rmSync(temporary, { recursive: true, force: true });
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .map((name) => join(folder, name));
}

function pipError(error: CommandError, wheels: EngineRelease['wheels']): EngineInstallError {
  const names = wheels.map(({ requirement }) => requirement).join(', ');
  return new EngineInstallError(
    error.errors.includes('DO NOT MATCH THE HASHES')
      ? `the file that pip downloaded for ${names} is not the pinned one (its sha256 differs); ` +
          `check the index or proxy that pip uses (pip config list), then ${installRemedy()}`
      : `pip could not download ${names}: ${error.line()}; ` +
          `check that the package index can be reached, then ${installRemedy()}`,
    { cause: error },
  );
}

/** The size in bytes of a folder that another process writes to. */
function folderBytes(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
  } catch {
    // A folder was removed between being listed and being read.
    return 0;
  }
}

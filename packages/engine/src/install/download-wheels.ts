import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { EngineInstallError } from './engine-install-error.js';
import type { EngineRelease } from './engine-release.js';
import { CommandError, runCommand } from './run-command.js';

/**
 * Downloads the wheels of an engine by pip, which checks their hashes. What pip writes on the way is
 * in `folder` too, and nothing of it stays in pip's cache.
 * @param onBytes receives, twice a second, the bytes there so far.
 * @returns the paths of the wheels.
 * @throws EngineInstallError when pip fails, with its last line, or a file is not the pinned one.
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
        // One file and one hash serve every Python.
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
      ? `the file that pip downloaded for ${names} is not the pinned one (another sha256); ` +
          'look at the index or proxy that pip uses (pip config list), then run: jssl engine install'
      : `pip could not download ${names}: ${error.line()}; ` +
          'see that the package index can be reached, then run: jssl engine install',
  );
}

/** The bytes of the files in a folder that another process writes to. */
function folderBytes(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
      .reduce((sum, stat) => sum + (stat?.isFile() ? stat.size : 0), 0);
  } catch {
    // A folder went away between being listed and being read.
    return 0;
  }
}

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { enginePaths } from './engine-folder.js';
import { EngineInstallError } from './engine-install-error.js';
import { nativeFolder, type EngineRelease } from './engine-release.js';
import { installRemedy } from './install-remedy.js';
import { CommandError, runCommand } from './run-command.js';

/** The C++ compiler: `CXX`, else the platform's default. */
export function compiler(): string {
  return process.env['CXX'] ?? (process.platform === 'darwin' ? 'clang++' : 'g++');
}

/**
 * Compiles tfjs-node's addon from its sources, against the libraries and headers in `folder`. The
 * addon finds the libraries by a relative path, so the folder can be moved. For a GPU, also the addon that keeps CUDA's
 * libraries quiet.
 * @throws EngineInstallError with the compiler's first error if it fails.
 */
export async function compileAddon(
  folder: string,
  { gpu, libraries, compilerFlags }: Pick<EngineRelease, 'gpu' | 'libraries' | 'compilerFlags'>,
): Promise<void> {
  const { addon, nodeHeaders, quiet, tensorflow, tfjsNode } = enginePaths(folder);
  mkdirSync(dirname(addon), { recursive: true });
  try {
    await runCommand(compiler(), [
      ...compilerFlags,
      ...['-I', nodeHeaders, '-I', join(tensorflow, 'include')],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((name) => join(tfjsNode, 'binding', name)),
      ...libraries.map((name) => join(tensorflow, name)),
      ...['-o', addon],
    ]);
    if (!gpu) return;
    const source = join(nativeFolder, 'quiet.cc');
    await runCommand(compiler(), [...compilerFlags, '-I', nodeHeaders, source, '-o', quiet]);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new EngineInstallError(
      `${error.program} could not compile the addon: ${error.line(/error/)}; ` +
        `set CXX to another C++17 compiler, then ${installRemedy()}`,
      { cause: error },
    );
  }
}

import { compiler } from './compile-addon.js';
import { EngineInstallError } from './engine-install-error.js';
import { CommandError, runCommand } from './run-command.js';

/** The commands that install the programs an installation needs. */
export function installCommands(platform: string = process.platform) {
  const mac = platform === 'darwin';
  return {
    python: mac ? 'xcode-select --install' : 'apt install python3 python3-pip',
    pip: mac ? 'python3 -m ensurepip' : 'apt install python3-pip',
    npm: mac ? 'brew install node' : 'apt install npm',
    compiler: mac ? 'xcode-select --install' : 'apt install g++',
  };
}

/**
 * Checks that the programs an installation needs are there, before anything is downloaded.
 * @throws EngineInstallError naming the first missing program and the command that installs it.
 */
export async function checkPrograms(): Promise<void> {
  const install = installCommands();
  const programs = [
    ['python3', [], 'Python 3', install.python],
    ['python3', ['-m', 'pip'], 'pip', install.pip],
    ['npm', [], 'npm', install.npm],
    [compiler(), [], 'a C++ compiler', install.compiler],
  ] as const;
  for (const [program, args, what, remedy] of programs) {
    try {
      await runCommand(program, [...args, '--version']);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      const command = [program, ...args].join(' ');
      throw new EngineInstallError(
        `installing the native engine needs ${what}, but ${command} does not run; install it, for example: ${remedy}`,
        { cause: error },
      );
    }
  }
}

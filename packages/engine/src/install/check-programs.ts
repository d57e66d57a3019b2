import { compiler } from './compile-addon.js';
import { EngineInstallError } from './engine-install-error.js';
import { CommandError, runCommand } from './run-command.js';

/** What to type here to get each program that an installation runs. */
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
 * Looks for all programs that an installation runs, before anything is downloaded.
 * @throws EngineInstallError at the first that is missing, with the command that installs it.
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
        `the native engine needs ${what}, and ${command} does not run here; install it, for example: ${remedy}`,
      );
    }
  }
}

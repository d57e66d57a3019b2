import { compiler } from './compile-addon.js';
import { EngineInstallError } from './engine-install-error.js';
import { CommandError, runCommand } from './run-command.js';

/**
 * Looks for all programs that an installation runs, before anything is downloaded.
 * @throws EngineInstallError at the first that is missing, with the command that installs it.
 */
export async function checkPrograms(): Promise<void> {
  const mac = process.platform === 'darwin';
  const install = (debian: string, apple: string) => (mac ? apple : `apt install ${debian}`);
  const programs = [
    ['python3', [], 'Python 3', install('python3 python3-pip', 'xcode-select --install')],
    ['python3', ['-m', 'pip'], 'pip', install('python3-pip', 'python3 -m ensurepip')],
    ['npm', [], 'npm', install('npm', 'brew install node')],
    [compiler(), [], 'a C++ compiler', install('g++', 'xcode-select --install')],
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

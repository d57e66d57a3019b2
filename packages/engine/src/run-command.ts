import { spawn } from 'node:child_process';

import { EngineInstallError } from './engine-install-error.js';

/**
 * Runs a program to its end, without a shell.
 * @param remedy what to do when the program is not there.
 * @returns what it wrote to standard output.
 * @throws EngineInstallError when the program is missing or fails, with its last line of error.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { remedy, cwd }: { readonly remedy: string; readonly cwd?: string },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', () => {
      reject(new EngineInstallError(`${program} is needed and was not found; ${remedy}`));
    });
    child.on('close', (code) => {
      if (code === 0) {
        resolve(output);
        return;
      }
      const last = errors.trim().split('\n').at(-1) ?? '';
      reject(
        new EngineInstallError(
          `${program} ${args[0] ?? ''} failed with code ${code}: ${last}; ${remedy}`,
        ),
      );
    });
  });
}

import { spawn } from 'node:child_process';

/** A program could not be started, or failed. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  /**
   * @param code its exit code or signal; undefined when it could not be started.
   * @param errors what it wrote to standard error.
   */
  constructor(
    readonly program: string,
    readonly code: number | string | undefined,
    readonly errors: string,
  ) {
    super(`${program}: ${code ?? 'not found'}`);
  }

  /** The first line of `errors` that matches `pattern`, else the last. */
  line(pattern?: RegExp): string {
    const lines = this.errors.trim().split('\n');
    return (pattern && lines.find((line) => pattern.test(line)))?.trim() ?? lines.at(-1) ?? '';
  }
}

/**
 * Runs a program to its end, without a shell.
 * @throws CommandError if it is missing or fails.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    child.on('error', () => {
      reject(new CommandError(program, undefined, ''));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new CommandError(program, code ?? signal ?? undefined, errors));
    });
  });
}

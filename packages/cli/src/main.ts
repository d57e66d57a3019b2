import { types } from 'node:util';

import { CommanderError, type Command } from 'commander';

import { acceptUnderscores } from './argument-spelling.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';
import { createProgram } from './program.js';
import { noteScreen, processTerminal, type Terminal } from './terminal.js';
import { wrongUseSentence } from './wrong-use-sentence.js';

/**
 * Runs one command line (without `node` and the script) and returns its exit code: 0 success,
 * 1 failure while running, 2 wrong use, 130 after Ctrl-C. An error is one sentence; its stack is shown
 * with `--debug` alone.
 * @example
 * ```ts
 * import { main } from '@jssl/cli';
 *
 * const lines: string[] = [];
 * const terminal = {
 *   out: (line: string) => lines.push(line),
 *   note: (line: string) => process.stderr.write(`${line}\n`),
 *   status: undefined,
 * };
 * console.log(await main(['data', 'list'], terminal)); // 0
 * console.log(lines.join('\n').includes('fashion-mnist')); // true
 * ```
 */
export async function main(
  argv: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const program = await createProgram({ terminal, argv });
  try {
    await program.parseAsync(acceptUnderscores(argv), { from: 'user' });
    return exitCodes.success;
  } catch (thrown) {
    const error = types.isNativeError(thrown) ? thrown : new Error(String(thrown));
    if (!isWritten(error)) {
      terminal.status?.(undefined);
      const name = noteScreen(terminal).paint('red', 'jssl:');
      terminal.note(`${name} ${sentenceOf(error, typedCommand(program, argv))}`);
      if (program.opts<{ debug?: boolean }>().debug) terminal.note(error.stack ?? '');
    }
    return exitCodeOf(error);
  }
}

/** Whether it stands for something that Commander has written: the version, or help. */
function isWritten(error: Error): boolean {
  return (
    error instanceof CommanderError &&
    (error.exitCode === 0 || error.code.startsWith('commander.help'))
  );
}

function sentenceOf(error: Error, command: string): string {
  if (error instanceof CommanderError) return wrongUseSentence(error.message, command);
  // The packages' errors begin with the function's name, which nobody typed here.
  return error.message.replace(/^[a-z]+[A-Z]\w*: /, '');
}

/** As much of the command line as names a command: `jssl data get`. */
function typedCommand(program: Command, argv: readonly string[]): string {
  const words = [program.name()];
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((one) => one.name() === word);
    if (!next) continue;
    words.push(word);
    command = next;
  }
  return words.join(' ');
}

import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';

import { jobFromEnvironment } from '@jssl/distributed';
import { CommanderError, type Command } from 'commander';

import { acceptUnderscores } from './arguments/argument-spelling.js';
import { exitCodeOf, exitCodes } from './arguments/exit-codes.js';
import { sentenceOf as withoutFunctionName } from './arguments/sentence-of.js';
import { UsageError } from './arguments/usage-error.js';
import { wrongUseSentence } from './arguments/wrong-use-sentence.js';
import { hasJoinedJob, jobCommands, leaveJob } from './process/joined-job.js';
import { endStart } from './process/start-signals.js';
import { createProgram } from './program.js';
import { noteScreen, processTerminal, silentTerminal, type Terminal } from './terminal/terminal.js';
import { visibleTerminal } from './terminal/visible-terminal.js';

/**
 * Runs one command line (without `node` and the script) and returns its exit code: 0 success,
 * 1 failure while running, 2 wrong use, 130 after Ctrl-C. An error is one sentence; `--debug` adds its
 * stack. Control characters, which may come from names, are printed as visible escapes. In a job only rank 0
 * prints; another rank that fails before joining reports its error, unless rank 0 fails too and ends the job first.
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
  writer: Terminal = processTerminal(),
): Promise<number> {
  const terminal = visibleTerminal(writer);
  const job = jobFromEnvironment();
  const rank = job?.rank ?? 0;
  const shown = rank > 0 ? silentTerminal : terminal;
  const program = await createProgram({ terminal: shown, argv });
  try {
    if (job && job.size > 1) requireJobCommand(program, argv);
    endStart();
    await program.parseAsync(acceptUnderscores(argv), { from: 'user' });
    return exitCodes.success;
  } catch (thrown) {
    const error = types.isNativeError(thrown) ? thrown : new Error(String(thrown));
    if (rank > 0 && !hasJoinedJob()) await delay(RANK_0_FAILS_MS);
    if (!isWritten(error) && (rank === 0 || !hasJoinedJob())) {
      terminal.status?.(undefined);
      const who = rank > 0 ? `jssl: rank ${rank}:` : 'jssl:';
      const name = noteScreen(terminal).paint('red', who);
      terminal.note(`${name} ${sentenceOf(error, typedCommands(program, argv))}`);
      if (program.opts<{ debug?: boolean }>().debug) {
        (error.stack ?? '').split('\n').forEach(terminal.note);
      }
    }
    return exitCodeOf(error);
  } finally {
    leaveJob();
  }
}

/** How long a rank waits for rank 0 to report a shared error. */
const RANK_0_FAILS_MS = 5000;

/** @throws UsageError if several processes were started for a command that runs in only one. */
function requireJobCommand(program: Command, argv: readonly string[]): void {
  const command = program.commands.find((one) => argv.includes(one.name()))?.name();
  if (command === undefined || jobCommands.includes(command) || argv.includes('--help')) return;
  throw new UsageError(
    `jssl ${command} runs in one process: start it without mpirun or srun, which are for ${jobCommands.join(' and ')}`,
  );
}

/** Whether Commander ended because it printed the requested version or help. */
function isWritten(error: Error): boolean {
  return (
    error instanceof CommanderError &&
    (error.exitCode === 0 || error.code.startsWith('commander.help'))
  );
}

function sentenceOf(error: Error, commands: readonly Command[]): string {
  if (error instanceof CommanderError) {
    return wrongUseSentence(error.message, commands.map((one) => one.name()).join(' '));
  }
  const hasDataFlag = commands.at(-1)?.options.some(({ long }) => long === '--data') ?? false;
  return withoutFunctionName(error, { hasDataFlag });
}

/** The commands that the command line names, each one of the one before: `jssl data get`. */
function typedCommands(program: Command, argv: readonly string[]): readonly Command[] {
  const commands = [program];
  for (const word of argv) {
    const next = commands.at(-1)?.commands.find((one) => one.name() === word);
    if (next) commands.push(next);
  }
  return commands;
}

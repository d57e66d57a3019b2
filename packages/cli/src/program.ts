import { Command } from 'commander';

import { addDataCommand } from './commands/data-command.js';
import { addDemoCommand } from './commands/demo-command.js';
import { addDoctorCommand } from './commands/doctor-command.js';
import { addEngineCommand } from './commands/engine-command.js';
import { addKnnCommand } from './commands/knn-command.js';
import { addLinearCommand } from './commands/linear-command.js';
import { addTrainCommand } from './commands/train-command.js';
import type { CommandContext } from './commands/command-context.js';
import { versions } from './versions.js';

/** The whole command line. Errors are thrown, not exited on. */
export function createProgram(context: CommandContext): Command {
  const program = new Command('jssl')
    .description('Self-supervised learning of image encoders with the Jaccard similarity.')
    .version(versions()['jssl'] ?? '')
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        context.terminal.out(text.trimEnd());
      },
      writeErr: (text) => {
        context.terminal.note(text.trimEnd());
      },
    })
    .showHelpAfterError('(jssl --help, or jssl COMMAND --help, tells what there is)')
    .addHelpText(
      'after',
      `
Examples:
  jssl demo
  jssl train photos --arch resnet18 --epochs 100
  jssl knn runs/demo
  jssl linear --model-path runs/demo --fast

Nothing ever leaves this machine: no telemetry. Downloads happen only when asked for.`,
    );
  addTrainCommand(program, context);
  addKnnCommand(program, context);
  addLinearCommand(program, context);
  addDemoCommand(program, context);
  addDataCommand(program, context);
  addEngineCommand(program, context);
  addDoctorCommand(program, context);
  return program;
}

import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';

/** What every evaluation of a run is asked. */
export interface EvaluationOptions {
  readonly limit?: number;
  readonly perClass?: boolean;
  readonly confusion?: boolean;
  readonly json?: boolean;
}

/** Adds `--weights` to a command. */
export function addWeightsOption(
  command: Command,
  choices: readonly string[],
  standard: string,
): Command {
  return command.addOption(
    new Option('--weights <which>', 'weights of the run: after its last epoch, or its best')
      .choices(choices)
      .default(standard),
  );
}

/** Adds the settings of {@link EvaluationOptions} to a command. */
export function addEvaluationOptions(command: Command): Command {
  return command
    .option('--limit <images>', "training images to use (default: the run's)", number)
    .option('--per-class', 'print the accuracy of each class')
    .option('--confusion', 'print which classes the trained encoder takes for which')
    .option('--json', 'print everything as JSON');
}

import { UsageError } from '../../arguments/usage-error.js';
import { number } from '../../arguments/option-values.js';
import { formatOption, labelsOption } from '../../arguments/source-options.js';
import type { MeasureOptions } from '@jssl/workflows';
import type { Command } from 'commander';

/** Options of every command that evaluates a run. */
export interface EvaluationOptions extends Pick<MeasureOptions, 'format' | 'labels'> {
  readonly limit?: number;
  readonly perClass?: boolean;
  readonly confusion?: boolean;
  readonly json?: boolean;
}

/** Adds the settings of {@link EvaluationOptions} to a command. */
export function addEvaluationOptions(command: Command): Command {
  return command
    .option('--limit <images>', "training images to use (default: the run's)", number)
    .addOption(formatOption('--format <name>'))
    .addOption(labelsOption())
    .option('--per-class', 'print the accuracy of each class')
    .option('--confusion', 'print which classes the trained encoder confuses')
    .option('--json', 'print everything as JSON');
}

/**
 * The run and the data of a command line. If the run is given by `--model-path`, as in the paper's code,
 * the only argument is the data.
 */
export function runAndData(
  run: string | undefined,
  data: string | undefined,
  modelPath: string | undefined,
): { readonly run: string; readonly data: string | undefined } {
  if (modelPath === undefined) {
    if (run === undefined)
      throw new UsageError('RUN is missing; pass a run folder, a weights file or small');
    return { run, data };
  }
  if (data !== undefined) {
    throw new UsageError('--model-path already names the run; leave RUN or --model-path out');
  }
  return { run: modelPath, data: run };
}

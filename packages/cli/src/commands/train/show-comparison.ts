import type { StepProgress } from '@jssl/trainer';
import type { CompareOptions } from '@jssl/workflows';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { withFlags } from '../../arguments/flag-of.js';
import { shellCommand } from '../../arguments/shell-command.js';
import type { CommandContext } from '../../process/command-context.js';
import { createProgress } from '../../terminal/progress.js';
import { noteScreen } from '../../terminal/terminal.js';
import { describeStep } from './describe-training.js';
import { comparisonRows } from './print-comparison.js';

/** Shows the steps, and prints a row for each run that has ended. */
export function shownRuns(context: CommandContext): CompareOptions {
  const { terminal } = context;
  const show = createProgress(terminal);
  const rows = comparisonRows(context);
  let [name, ended, of] = ['', 0, 1];
  return {
    onBegin: (run, { planned, runs }) => {
      [name, of] = [run.name, planned.length];
      ended = planned.filter((one) => runs.some((other) => other.name === one)).length;
    },
    onStep: (progress: StepProgress) => {
      const { epoch, step, steps, epochs } = progress;
      const share = (epoch - 1 + step / steps) / epochs;
      show((ended + share) / of, `run ${ended + 1}/${of}: ${name}`, ...describeStep(progress));
    },
    onNote: (sentence, template) => {
      const warning = withFlags(sentence, template);
      terminal.note(noteScreen(terminal).paint('yellow', `warning: ${name}: ${warning}`));
    },
    onRecord: rows,
  };
}

/** Says how to resume when the work was stopped. */
export async function resumable<Result>(
  { argv }: CommandContext,
  work: Promise<Result>,
): Promise<Result> {
  return work.catch((error: unknown) => {
    if (!(error instanceof InterruptedError)) throw error;
    const sentence = `stopped; resume with the same command: ${shellCommand(argv)}`;
    throw new InterruptedError(sentence, error.signal);
  });
}

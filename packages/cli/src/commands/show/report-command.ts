import { makeReport, type RunWeights } from '@jssl/workflows';
import type { Command } from 'commander';

import { labelsOption, sourceHelp } from '../../arguments/source-options.js';
import { UsageError } from '../../arguments/usage-error.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { announceFile } from '../../terminal/announce-file.js';

interface ReportOptions {
  readonly data?: string;
  readonly labels?: string;
  readonly weights: RunWeights;
  readonly out?: string;
}

/** `jssl report`: the page of a run, or of several to compare. */
export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command('report')
    .argument('<run...>', 'run folders; several are compared')
    .option('--data <source>', `${sourceHelp} (default: what the run was trained on)`)
    .addOption(labelsOption())
    .addOption(weightsOption())
    .option(
      '--out <file>',
      'file to write (default: report.html in the run folder; for several runs, in the current folder)',
    )
    .addHelpText(
      'after',
      `
Examples:
  jssl report runs/demo
  jssl report runs/first runs/second --out comparison.html

The page of one run has its curves, a map of the embeddings, neighbors, classes, views and settings; that
of several has their curves in the same charts, and a table of what differs. It is one file that works
offline. An earlier report is replaced; any other file is not.`,
    )
    .action(async (runs: readonly string[], options: ReportOptions) => {
      if (runs.length > 1 && options.data !== undefined) {
        throw new UsageError('several runs are compared without their images: leave --data out');
      }
      const out = await working(context, (shown) => makeReport(runs, { ...options, ...shown }), {
        skipped: 'last',
      });
      announceFile(context.terminal, out);
    });
}

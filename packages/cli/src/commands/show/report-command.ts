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

The report of one run shows its curves, a map of the embeddings, neighbors, classes, views and settings.
The report of several runs shows their curves in the same charts, and a table of their differences. It is
a single file that works offline. An existing report is replaced; any other existing file is an error.`,
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

import { checkReportFile, makeComparison } from '@jssl/report';
import { readRunConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { weightsOption } from '../evaluate/weights-option.js';
import {
  openSource,
  recordedFormat,
  reportSkipped,
  resolveSource,
  sourceHelp,
} from '../shared/open-source.js';
import { makeRunReport, reportFile } from '../train/make-run-report.js';

interface ReportOptions {
  readonly data?: string;
  readonly weights: 'best' | 'last';
  readonly out?: string;
}

/** `jssl report`: the page of a run, or of several to compare. */
export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command('report')
    .argument('<run...>', 'run folders; several are compared')
    .option('--data <source>', `${sourceHelp} (default: what the run was trained on)`)
    .addOption(weightsOption())
    .option(
      '--out <file>',
      'file to write (default: report.html in the run folder; of several runs, here)',
    )
    .addHelpText(
      'after',
      `
Examples:
  jssl report runs/demo
  jssl report runs/first runs/second --out comparison.html

The page of one run has its curves, a map of the embeddings, neighbors, classes, views and settings;
that of several has their curves in the same charts, and a table of what differs. It is one file that
needs no network. An earlier report is replaced, any other file is left as it is.`,
    )
    .action(async (runs: readonly string[], options: ReportOptions) => {
      const [run = ''] = runs;
      const several = runs.length > 1;
      const out = options.out ?? (several ? 'report.html' : reportFile(run));
      if (several) {
        if (options.data !== undefined) {
          throw new UsageError('several runs are compared without their images: leave --data out');
        }
        makeComparison(runs, { out });
      } else {
        await reportRun(context, run, out, options);
      }
      context.terminal.out(out);
    });
}

async function reportRun(
  context: CommandContext,
  run: string,
  out: string,
  { data: typed, weights }: ReportOptions,
): Promise<void> {
  const recorded = readRunConfig(run);
  // Before the images are decoded, which can take longer than anybody waits for a refusal.
  checkReportFile(out);
  const source = resolveSource(typed, recorded.source, '--data');
  const data = await openSource(context, source, {
    imageSize: recorded.config.imageSize,
    format: typed === undefined ? recordedFormat(recorded) : undefined,
  });
  await makeRunReport(context, run, data, out, { weights });
  reportSkipped(context, data);
}

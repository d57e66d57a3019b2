import { precisionChoices, type PrecisionChoice } from '@jssl/engine';
import { demo, demoNames, type DemoMeasurement, type DemoName } from '@jssl/workflows';
import { Argument, Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { announceFile, noteFile } from '../../terminal/announce-file.js';
import { duration } from '../../terminal/progress.js';
import { printVerdict } from '../../terminal/print-verdict.js';
import { percent, table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { failIfStopped, showTraining } from './show-training.js';

interface DemoOptions {
  readonly out?: string;
  readonly again?: boolean;
  readonly json?: boolean;
  readonly seed: number;
  readonly epochs?: number;
  readonly precision: PrecisionChoice;
  readonly labelsPerClass?: number;
}

const phases = {
  training: (data: DemoName) =>
    `Training a small ResNet-18 on ${data} without labels; the lines below say how long it takes.`,
  measuring: () => 'Measuring it on the test images, compared with the baselines.',
};

/** `jssl demo`: a whole run in minutes, compared with its baselines. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('demo')
    .addArgument(
      new Argument('[data]', 'data set, downloaded once').choices(demoNames).default(demoNames[0]),
    )
    .option('--out <folder>', 'run folder (default: runs/demo, or runs/demo-fashion-mnist)')
    .option('--again', 'train again, even if the folder holds a finished demo')
    .option('--seed <number>', 'seed of every random number', number, 0)
    .option('--epochs <n>', 'number of epochs (default: minutes on two cores)', number)
    .addOption(
      new Option('--precision <type>', 'precision of the convolutions')
        .choices(precisionChoices)
        .default('auto'),
    )
    .option(
      '--labels-per-class <n>',
      'also measure kNN with only this many labeled images of each class (default: off)',
      number,
    )
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl demo
  jssl demo --again --seed 1
  jssl demo fashion-mnist --labels-per-class 5

The first demo looks for the same emoji drawn by another vendor, among emoji it was not trained on; the page
neighbors.html in the run folder shows what it finds. The second tells kinds of clothing apart.`,
    )
    .action(async (data: DemoName, { json = false, ...options }: DemoOptions) => {
      const result = await showTraining(context, (shown) =>
        demo({
          ...{ ...shown, ...options, data },
          onPhase: (phase) => {
            terminal.note(phases[phase](data));
          },
        }),
      );
      failIfStopped(result);
      const { out, earlier, measured } = result;
      if (earlier) terminal.note(`${out} holds a finished demo; jssl demo --again repeats it`);
      if (!measured) return;
      if (measured.neighbors !== undefined) noteFile(terminal, measured.neighbors);
      if (json) terminal.out(JSON.stringify({ out, ...measured }));
      else printDemo(context, out, measured);
    });
}

function printDemo({ terminal }: CommandContext, out: string, measured: DemoMeasurement): void {
  const { data, rows, seconds, judgment, verdict } = measured;
  const columns: [title: string, value: (row: (typeof rows)[number]) => string][] = [
    [`${data}, test images`, ({ name }) => name],
  ];
  if (rows.some(({ retrieval }) => retrieval)) {
    columns.push(
      ['same emoji first', ({ retrieval }) => percent(retrieval?.recall[0])],
      ['among first 5', ({ retrieval }) => percent(retrieval?.recall[1])],
      ['mAP', ({ retrieval }) => percent(retrieval?.meanAveragePrecision)],
    );
  }
  columns.push(['kNN top-1', ({ knn }) => percent(knn.top1)]);
  if (rows.some(({ linear }) => linear)) {
    columns.push(['linear top-1', ({ linear }) => percent(linear?.top1)]);
  }
  if (rows.some(({ fewLabels }) => fewLabels !== undefined)) {
    columns.push(['few labels', ({ fewLabels }) => percent(fewLabels)]);
  }
  const titles = columns.map(([title]) => title);
  const cells = rows.map((row) => columns.map(([, value]) => value(row)));
  table(titles, cells, outScreen(terminal)).forEach(terminal.out);
  printVerdict(terminal, judgment ?? { sentence: verdict, template: verdict });
  terminal.out(`took ${duration(seconds)}`);
  announceFile(terminal, out);
}

import { precisionChoices, type PrecisionChoice } from '@jssl/engine';
import { demo, type DemoMeasurement } from '@jssl/workflows';
import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';
import { duration } from '../../terminal/progress.js';
import { percent, table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { failIfStopped, showTraining } from './show-training.js';

interface DemoOptions {
  readonly out: string;
  readonly again?: boolean;
  readonly json?: boolean;
  readonly seed: number;
  readonly precision: PrecisionChoice;
}

const phases = {
  training:
    'Training a ResNet-18 of width 16 on 8000 images of Fashion-MNIST for 7 epochs, without labels.',
  measuring: 'Measuring it on the 10,000 test images, compared with the baselines.',
};

/** `jssl demo`: a whole run on Fashion-MNIST in minutes, compared with its baselines. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command('demo')
    .option('--out <folder>', 'run folder', 'runs/demo')
    .option('--again', 'train again, even if the folder holds a finished demo')
    .option('--seed <number>', 'seed of every random number', number, 0)
    .addOption(
      new Option('--precision <type>', 'number type of the convolutions')
        .choices(precisionChoices)
        .default('f32'),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExamples:\n  jssl demo\n  jssl demo --again --seed 1 --precision bf16')
    .action(async ({ json = false, ...options }: DemoOptions) => {
      const result = await showTraining(context, (shown) =>
        demo({
          ...shown,
          ...options,
          onPhase: (phase) => {
            terminal.note(phases[phase]);
          },
        }),
      );
      failIfStopped(result);
      const { out, earlier, measured } = result;
      if (earlier) terminal.note(`${out} holds a finished demo; jssl demo --again repeats it`);
      if (!measured) return;
      if (json) terminal.out(JSON.stringify({ out, ...measured }));
      else printDemo(context, out, measured);
    });
}

function printDemo({ terminal }: CommandContext, out: string, result: DemoMeasurement): void {
  const rows = result.knn.map(({ name, top1 }) => [
    name,
    percent(top1),
    percent(result.linear.find((row) => row.name === name)?.top1),
  ]);
  const header = ['Fashion-MNIST, test images', 'kNN top-1', 'linear top-1'];
  table(header, rows, outScreen(terminal)).forEach(terminal.out);
  terminal.out(`took ${duration(result.seconds)}`);
  announceFile(terminal, out);
}

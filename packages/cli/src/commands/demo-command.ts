import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { defaultTrainConfig, fastLinearSettings, type TrainConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { duration } from '../progress.js';
import { percent, table } from '../table.js';
import type { CommandContext } from './command-context.js';
import { openEvaluatedRun } from './evaluated-run.js';
import type { EvaluationRow } from './evaluation-table.js';
import { knnRows } from './knn-command.js';
import { fastLinearRows } from './linear-command.js';
import { failIfStopped, runTraining } from './train-command.js';

/** A budget of minutes on two cores. */
const demoConfig: TrainConfig = {
  ...defaultTrainConfig,
  arch: 'resnet18',
  width: 16,
  m: 1024,
  temperature: 0.07,
  momentum: 0.99,
  batchSize: 128,
  epochs: 5,
  evalEvery: 5,
  cropScale: [0.3, 1],
  limit: 4000,
};

interface DemoResult {
  readonly seconds: number;
  readonly knn: readonly EvaluationRow[];
  readonly linear: readonly EvaluationRow[];
}

/** `jssl demo`: a whole run on Fashion-MNIST in minutes, measured beside its baselines. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .description('train and measure a small encoder on Fashion-MNIST, in minutes on two cores')
    .option('--out <folder>', 'run folder', 'runs/demo')
    .option('--again', 'train again although the folder holds a finished demo')
    .addHelpText('after', '\nExample:\n  jssl demo')
    .action(async ({ out, again }: { readonly out: string; readonly again?: boolean }) => {
      const resultFile = join(out, 'demo.json');
      if (existsSync(resultFile) && !again) {
        context.terminal.note(`${out} holds a finished demo; jssl demo --again repeats it`);
      } else {
        const result = await runDemo(context, out);
        writeFileSync(resultFile, `${JSON.stringify(result, null, 2)}\n`);
      }
      printDemo(context, out, JSON.parse(readFileSync(resultFile, 'utf8')) as DemoResult);
    });
}

async function runDemo(context: CommandContext, out: string): Promise<DemoResult> {
  const began = performance.now();
  const { limit, epochs, width } = demoConfig;
  context.terminal.note(
    `Training a ResNet-18 of width ${width} on ${limit} images of Fashion-MNIST for ${epochs} epochs, without labels.`,
  );
  const training = await runTraining(context, {
    source: 'fashion-mnist',
    out,
    force: existsSync(join(out, 'config.json')),
    config: demoConfig,
  });
  failIfStopped(training);
  context.terminal.note('Measuring it on the 10,000 test images, beside the baselines.');
  const run = await openEvaluatedRun(context, {
    path: out,
    data: undefined,
    weights: 'last',
    limit: undefined,
  });
  const knn = knnRows(context, run, {});
  const linear = fastLinearRows(context, run, fastLinearSettings);
  return { seconds: (performance.now() - began) / 1000, knn, linear };
}

function printDemo({ terminal }: CommandContext, out: string, result: DemoResult): void {
  const rows = result.knn.map(({ name, top1 }) => [
    name,
    percent(top1),
    percent(result.linear.find((row) => row.name === name)?.top1),
  ]);
  table(['Fashion-MNIST, test images', 'kNN top-1', 'linear top-1'], rows).forEach(terminal.out);
  terminal.out(`took ${duration(result.seconds)}; the run is in ${out}`);
}

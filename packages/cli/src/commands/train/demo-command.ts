import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { precisionChoices, type PrecisionChoice } from '@jssl/engine';
import { evaluateKnn, evaluateLinear } from '@jssl/features';
import {
  checkTrainConfig,
  defaultTrainConfig,
  readRunConfig,
  type TrainConfig,
} from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { duration } from '../../terminal/progress.js';
import { percent, table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { chanceRow, measureWithBaselines, openEvaluatedRun } from '../evaluate/evaluated-run.js';
import type { EvaluationRow } from '../evaluate/evaluation-table.js';
import { knnSettings } from '../evaluate/knn-command.js';
import { failIfStopped, runTraining } from './run-training.js';

/** A budget of minutes on two cores. */
const demoConfig: TrainConfig = {
  ...defaultTrainConfig,
  arch: 'resnet18',
  width: 16,
  m: 1024,
  temperature: 0.07,
  momentum: 0.99,
  batchSize: 128,
  epochs: 7,
  evalEvery: 7,
  cropScale: [0.3, 1],
  limit: 8000,
};

/** What a finished demo leaves in its run folder. */
const RESULT = 'demo.json';

interface DemoOptions {
  readonly out: string;
  readonly again?: boolean;
  readonly json?: boolean;
  readonly seed: number;
  readonly precision: PrecisionChoice;
}

interface DemoResult {
  readonly seconds: number;
  readonly knn: readonly EvaluationRow[];
  readonly linear: readonly EvaluationRow[];
}

/** `jssl demo`: a whole run on Fashion-MNIST in minutes, measured beside its baselines. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command('demo')
    .option('--out <folder>', 'run folder', 'runs/demo')
    .option('--again', 'train again although the folder holds a finished demo')
    .option('--seed <number>', 'seed of every random number', number, demoConfig.seed)
    .addOption(
      new Option('--precision <type>', 'of the convolutions')
        .choices(precisionChoices)
        .default(demoConfig.precision),
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExamples:\n  jssl demo\n  jssl demo --again --seed 1 --precision bf16')
    .action(async ({ out, again = false, json = false, seed, precision }: DemoOptions) => {
      const finished = existsSync(join(out, RESULT));
      if (finished && !again) {
        context.terminal.note(`${out} holds a finished demo; jssl demo --again repeats it`);
      } else {
        const result = await runDemo(context, out, { ...demoConfig, seed, precision });
        writeFileSync(join(out, RESULT), `${JSON.stringify(result, null, 2)}\n`);
      }
      const result = readResult(out);
      if (json) context.terminal.out(JSON.stringify({ out, ...result }));
      else printDemo(context, out, result);
    });
}

async function runDemo(
  context: CommandContext,
  out: string,
  config: TrainConfig,
): Promise<DemoResult> {
  checkTrainConfig(config);
  const force = existsSync(out);
  if (force) clearDemo(out);
  const began = performance.now();
  const { limit, epochs, width } = config;
  context.terminal.note(
    `Training a ResNet-18 of width ${width} on ${limit} images of Fashion-MNIST for ${epochs} epochs, without labels.`,
  );
  const request = { source: 'fashion-mnist', out, force, config };
  failIfStopped(await runTraining(context, request));
  context.terminal.note('Measuring it on the 10,000 test images, beside the baselines.');
  const run = await openEvaluatedRun(context, {
    path: out,
    data: undefined,
    weights: 'last',
    limit: undefined,
  });
  const settings = knnSettings(run, {});
  const measured = await measureWithBaselines(context, run, async (features) => ({
    knn: await evaluateKnn(features, settings),
    linear: await evaluateLinear(features),
  }));
  const rows = (which: 'knn' | 'linear') => [
    ...measured.map(({ name, [which]: accuracy }) => ({ name, ...accuracy })),
    chanceRow(run),
  ];
  return {
    seconds: (performance.now() - began) / 1000,
    knn: rows('knn'),
    linear: rows('linear'),
  };
}

/**
 * Makes way for another demo.
 * @throws UsageError when the folder is not of a demo, finished or not.
 */
function clearDemo(out: string): void {
  const result = join(out, RESULT);
  const isUnfinished = () => {
    if (!existsSync(join(out, 'config.json'))) return false;
    const { config } = readRunConfig(out);
    const { seed, precision } = config;
    return isDeepStrictEqual(config, { ...demoConfig, seed, precision });
  };
  if (!existsSync(result) && !isUnfinished()) {
    throw new UsageError(
      `--out must be a new folder or that of a demo, got ${out}, which holds something else; choose another`,
    );
  }
  rmSync(result, { force: true });
}

function readResult(out: string): DemoResult {
  const file = join(out, RESULT);
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoResult;
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${(error as Error).message}; jssl demo --again repeats the demo`,
    );
  }
}

function printDemo({ terminal }: CommandContext, out: string, result: DemoResult): void {
  const rows = result.knn.map(({ name, top1 }) => [
    name,
    percent(top1),
    percent(result.linear.find((row) => row.name === name)?.top1),
  ]);
  const header = ['Fashion-MNIST, test images', 'kNN top-1', 'linear top-1'];
  table(header, rows, outScreen(terminal)).forEach(terminal.out);
  terminal.out(`took ${duration(result.seconds)}; the run is in ${out}`);
}

import { evaluateKnn, type KnnSettings } from '@jssl/trainer';
import type { Command } from 'commander';
import { Option } from 'commander';

import { number } from '../option-values.js';
import type { CommandContext } from './command-context.js';
import { measureWithBaselines, openEvaluatedRun, type EvaluatedRun } from './evaluated-run.js';
import { evaluationTable, type EvaluationRow } from './evaluation-table.js';
import { sourceHelp } from './open-source.js';

interface KnnOptions {
  readonly k?: number;
  readonly temperature?: number;
  readonly weights: 'best' | 'last';
  readonly limit?: number;
  readonly json?: boolean;
}

/** `jssl knn`: weighted kNN accuracy of a trained encoder beside its baselines. */
export function addKnnCommand(program: Command, context: CommandContext): void {
  program
    .command('knn')
    .description(
      'measure a trained encoder by weighted kNN, beside chance, pixels and random weights',
    )
    .argument('<run>', 'run folder or weights file')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .option('--k <k>', "neighbours that vote (default: the run's)", number)
    .option('--temperature <T>', "temperature of the votes (default: the run's)", number)
    .addOption(
      new Option('--weights <which>', 'weights of the run')
        .choices(['best', 'last'])
        .default('last'),
    )
    .option('--limit <images>', "training images in the bank (default: the run's)", number)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  jssl knn runs/demo --k 200')
    .action(async (path: string, data: string | undefined, options: KnnOptions) => {
      const { weights, limit } = options;
      const run = await openEvaluatedRun(context, { path, data, weights, limit });
      const rows = knnRows(context, run, options);
      const { terminal } = context;
      if (options.json) terminal.out(JSON.stringify(rows));
      else evaluationTable('kNN, test images', rows).forEach(terminal.out);
    });
}

/** kNN accuracy on the test images of the run's encoder and of each baseline. */
export function knnRows(
  context: CommandContext,
  run: EvaluatedRun,
  options: Pick<KnnOptions, 'k' | 'temperature'>,
): EvaluationRow[] {
  const { config, data, train, views } = run;
  const settings: KnnSettings = {
    k: options.k ?? config.k ?? 200,
    temperature: options.temperature ?? config.knnTemperature ?? config.temperature ?? 0.5,
    seed: config.seed ?? 0,
  };
  return measureWithBaselines(
    context,
    run,
    'kNN',
    (extract) => evaluateKnn(extract, data, train, views, settings).test ?? {},
  );
}

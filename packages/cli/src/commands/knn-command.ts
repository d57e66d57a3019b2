import { checkKnnSettings, defaultTrainConfig, evaluateKnn, type KnnSettings } from '@jssl/trainer';
import type { Command } from 'commander';
import { Option } from 'commander';

import { number } from '../option-values.js';
import type { CommandContext } from './command-context.js';
import {
  chanceRow,
  measureWithBaselines,
  openEvaluatedRun,
  type EvaluatedRun,
} from './evaluated-run.js';
import { evaluationTable } from './evaluation-table.js';
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
      checkKnnSettings(options);
      const { weights, limit, json } = options;
      const run = await openEvaluatedRun(context, { path, data, weights, limit });
      const settings = knnSettings(run, options);
      const measured = measureWithBaselines(context, run, (features) =>
        evaluateKnn(features, settings),
      );
      const rows = [...measured, chanceRow(run)];
      const { terminal } = context;
      if (json) terminal.out(JSON.stringify(rows));
      else evaluationTable('kNN, test images', rows).forEach(terminal.out);
    });
}

/**
 * The settings that were typed, else the run's, else the original's.
 * @throws ConfigError when they do not fit the images, before any is embedded.
 */
export function knnSettings(
  { config, train }: Pick<EvaluatedRun, 'config' | 'train'>,
  typed: Partial<KnnSettings>,
): KnnSettings {
  const recorded = { ...defaultTrainConfig, ...config };
  const settings = {
    k: typed.k ?? recorded.k,
    temperature: typed.temperature ?? recorded.knnTemperature ?? recorded.temperature,
  };
  checkKnnSettings(settings, train.length);
  return settings;
}

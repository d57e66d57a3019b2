import {
  chanceOfRetrieval,
  checkBankSize,
  evaluateRetrieval,
  knnSettings as knnTable,
  reportKnn,
  RETRIEVAL_KS,
  retrievalTask,
  type KnnReport,
  type KnnSettings,
  type RetrievalTask,
} from '@jssl/features';
import { completeSettings } from '@jssl/settings';
import { defaultTrainConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { numbers } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { percent, table } from '../../terminal/table.js';
import { sourceHelp } from '../shared/open-source.js';
import { printClassTables } from './class-tables.js';
import {
  chanceRow,
  describeEvaluation,
  measureWithBaselines,
  openEvaluatedRun,
  type ChosenWeights,
  type EvaluatedRun,
  type Measured,
} from './evaluated-run.js';
import {
  addEvaluationOptions,
  addWeightsOption,
  type EvaluationOptions,
} from './evaluation-options.js';
import { evaluationTable, rowName } from './evaluation-table.js';

interface KnnOptions extends EvaluationOptions {
  readonly k?: readonly number[];
  readonly temperature?: readonly number[];
  readonly weights: ChosenWeights;
  readonly retrieval?: string;
  readonly across?: string;
}

type Retrieval = Awaited<ReturnType<typeof evaluateRetrieval>>;

/** `jssl knn`: weighted kNN accuracy of a trained encoder beside its baselines. */
export function addKnnCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('knn')
    .argument('<run>', 'run folder or weights file')
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .option(
      '--k <k,…>',
      "neighbors that vote, one number or several (default: the run's)",
      numbers(),
    )
    .option(
      '--temperature <T,…>',
      "temperature of the votes, one number or several (default: the run's)",
      numbers(),
    );
  addWeightsOption(command, ['both', 'best', 'last'], 'both');
  addEvaluationOptions(command)
    .option(
      '--retrieval <attribute>',
      'seek among the test images those of the same class, or of the same value of an attribute that they have (default: none)',
    )
    .option(
      '--across <attribute>',
      'seek only among images that differ in this attribute (default: among all)',
    )
    .addHelpText(
      'after',
      `
Examples:
  jssl knn runs/demo
  jssl knn runs/demo --k 20,200 --temperature 0.07,0.5 --per-class --confusion
  jssl knn runs/emoji --retrieval identity --across vendor   (the same emoji by the other vendor)

Of several settings the one told in full is the best on validation images: the data set's own, or a
tenth of the training images against the rest. The test images pick nothing. The intervals are the
95 % bootstrap intervals of another draw of test images.`,
    )
    .action(async (path: string, data: string | undefined, options: KnnOptions) => {
      const { k = [], temperature = [], weights, limit, retrieval, across, json } = options;
      for (const one of k) completeSettings(knnTable, { k: one });
      for (const one of temperature) completeSettings(knnTable, { temperature: one });
      if (across !== undefined && retrieval === undefined) {
        throw new UsageError('--across needs --retrieval: what is to be found; give both');
      }
      const run = await openEvaluatedRun(context, { path, data, weights, limit });
      const recorded = knnSettings(run, { k: k[0], temperature: temperature[0] });
      for (const one of k) checkBankSize(one, run.train.length);
      const settings = {
        ks: k.length > 0 ? k : [recorded.k],
        temperatures: temperature.length > 0 ? temperature : [recorded.temperature],
        seed: run.config.seed ?? 0,
      };
      const task =
        retrieval !== undefined && run.data.test
          ? retrievalTask(run.data.test, { attribute: retrieval, across })
          : undefined;
      const { ks, temperatures, seed } = settings;
      const rows = await measureWithBaselines(context, run, async (features) => ({
        ...(await reportKnn(features, { k: ks, temperature: temperatures, seed })),
        ...(task && { retrieval: await evaluateRetrieval(features.test.features, task) }),
      }));
      const chance = {
        ...chanceRow(run),
        ...(task && { retrieval: chanceOfRetrieval(task) }),
      };
      const { out } = context.terminal;
      if (json) {
        const asked = { ...settings, weights, retrieval, across, recallAt: RETRIEVAL_KS };
        const about = describeEvaluation(path, run);
        out(JSON.stringify({ ...about, settings: asked, rows: [...rows, chance] }));
        return;
      }
      knnTables(run, rows).forEach(out);
      printClassTables(context, run, rows, options);
      if (task) {
        const title = `${retrieval ?? ''}${across === undefined ? '' : ` across ${across}`}`;
        retrievalTable(title, [...rows, chance], task).forEach(out);
      }
    });
}

/**
 * The settings that were typed, else the run's, else the original's.
 * @throws InputError when they do not fit the images, before any is embedded.
 */
export function knnSettings(
  { config, train }: Pick<EvaluatedRun, 'config' | 'train'>,
  typed: { readonly [Key in keyof KnnSettings]?: KnnSettings[Key] | undefined },
): KnnSettings {
  const recorded = { ...defaultTrainConfig, ...config };
  const settings = {
    k: typed.k ?? recorded.k,
    temperature: typed.temperature ?? recorded.knnTemperature ?? recorded.temperature,
  };
  completeSettings(knnTable, settings);
  checkBankSize(settings.k, train.length);
  return settings;
}

/** The accuracies, and of a sweep every setting, the picked ones marked. */
function knnTables(run: EvaluatedRun, rows: readonly Measured<KnnReport>[]): string[] {
  const [first] = rows;
  const isSweep = (first?.sweep.length ?? 0) > 1;
  const title = isSweep
    ? 'kNN, picked k and T'
    : `kNN, k ${first?.k ?? ''}, T ${first?.temperature ?? ''}`;
  const accuracies = evaluationTable(title, [...rows, chanceRow(run)]);
  if (!isSweep) return accuracies;
  const settings = rows.flatMap((row) =>
    row.sweep.map(({ k, temperature, validation, test }) => [
      rowName(row),
      String(k),
      String(temperature),
      percent(validation?.top1),
      percent(test.top1),
      percent(test.top5),
      k === row.k && temperature === row.temperature ? '*' : '',
    ]),
  );
  return [
    ...accuracies,
    '',
    'every setting; * is the best on validation images, by which it was picked',
    ...table(['kNN', 'k', 'T', 'validation', 'top-1', 'top-5', ''], settings),
  ];
}

function retrievalTable(
  title: string,
  rows: readonly (Pick<Measured<KnnReport>, 'name' | 'weights'> & {
    readonly retrieval?: Retrieval;
  })[],
  { groups }: RetrievalTask,
): string[] {
  const queries = rows[0]?.retrieval?.queries ?? 0;
  return [
    '',
    `${queries} of ${groups.length} test images sought by ${title}`,
    ...table(
      ['retrieval', ...RETRIEVAL_KS.map((k) => `recall@${k}`), 'mAP'],
      rows.map(({ retrieval, ...row }) => [
        rowName(row),
        ...RETRIEVAL_KS.map((_, at) => percent(retrieval?.recall[at])),
        percent(retrieval?.meanAveragePrecision),
      ]),
    ),
  ];
}

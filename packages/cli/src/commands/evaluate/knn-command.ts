import { knnSweepSettings } from '@jssl/features';
import { measureKnn, type MeasuredWeights } from '@jssl/workflows';
import type { Command } from 'commander';

import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { printVerdict } from '../../terminal/print-verdict.js';
import { printClassTables } from './class-tables.js';
import { balanceNotes } from './evaluation-table.js';
import { addEvaluationOptions, type EvaluationOptions } from './evaluation-options.js';
import { isKnnRow, knnTables, neighborNotes, retrievalTable } from './knn-tables.js';

interface KnnOptions extends EvaluationOptions {
  readonly weights: MeasuredWeights;
  readonly retrieval?: string;
  readonly across?: string;
}

const settings = {
  k: {
    ...knnSweepSettings.k,
    defaultText: "the run's; on other images at most 200, √images and the median class size",
  },
  temperature: { ...knnSweepSettings.temperature, defaultText: "the run's" },
};

/** `jssl knn`: weighted kNN accuracy of a trained encoder, compared with its baselines. */
export function addKnnCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('knn')
    .argument('<run>', runHelp)
    .argument('[data]', `${sourceHelp} (default: what the run was trained on)`)
    .addOption(weightsOption(['both', 'best', 'last'], 'both'));
  addEvaluationOptions(addSettingFlags(command, settings))
    .option(
      '--retrieval <attribute>',
      'also retrieve test images of the same class, or with the same value of an attribute (default: none)',
    )
    .option(
      '--across <attribute>',
      'retrieve only images that differ in this attribute (default: all)',
    )
    .addHelpText(
      'after',
      `
Examples:
  jssl knn runs/demo
  jssl knn runs/demo --k auto   # pick k on validation images
  jssl knn runs/demo --k 20,200 --temperature 0.07,0.5 --per-class --confusion
  jssl knn runs/emoji --retrieval identity --across vendor   # find the same emoji by the other vendor

With several settings, the one reported in full is the best on validation images: the data set's own, or
a tenth of the training images. Test images are never used to choose. Intervals are 95 % bootstrap
intervals over test images, or exact ones if all are right or all wrong; retrieval intervals are over
identities, since images of the same identity are not independent.`,
    )
    .action(async (run: string, data: string | undefined, options: KnnOptions) => {
      const result = await working(
        context,
        (shown) =>
          measureKnn(run, { ...options, ...typedSettings(command, settings), ...shown, data }),
        { untilData: true },
      );
      const { out, note } = context.terminal;
      if (options.json) {
        out(JSON.stringify(result));
        return;
      }
      knnTables(result).forEach(out);
      [...balanceNotes(result.data), ...neighborNotes(result)].forEach(note);
      printVerdict(context.terminal, result.verdict);
      const { classes } = result.data;
      printClassTables(context, { classes, rows: result.rows.filter(isKnnRow) }, options);
      if (options.retrieval !== undefined) retrievalTable(result).forEach(out);
      if (result.retrievalVerdict) printVerdict(context.terminal, result.retrievalVerdict);
    });
}

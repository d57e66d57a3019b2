import { qualitySettings, valueRangeSetting } from '@jssl/data';
import { inGroup } from '@jssl/settings';
import { checkImages, csvOfRows } from '@jssl/workflows/data';
import type { Command } from 'commander';

import { flagOf } from '../../arguments/flag-of.js';
import { number } from '../../arguments/option-values.js';
import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';
import {
  addSourceOptions,
  sourceHelp,
  type SourceOptions,
} from '../../arguments/source-options.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { noteFile } from '../../terminal/announce-file.js';
import { reportSkipped, working } from '../../process/working.js';
import { printCheck } from './print-check.js';

interface CheckCommandOptions extends SourceOptions {
  readonly imageSize?: number;
  readonly valueRange?: readonly [number, number];
  readonly m: number;
  readonly batchSize: number;
  readonly out: string;
  readonly html?: string;
  readonly csv?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

const thresholds = inGroup('Thresholds', qualitySettings);

/** `jssl data check`: shows what is in a data set, and problems that would spoil training on it. */
export function addDataCheckCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('check')
    .description('check a data set for problems that would spoil training or evaluation')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 if it exists)`);
  addSettingFlags(addSourceOptions(command), {
    valueRange: { ...valueRangeSetting, group: 'Images' },
  })
    .option('--image-size <pixels>', 'side of an image (default: the size of the images)', number)
    .option('--m <M>', '--m of the planned training run: negatives in each queue', number, 4096)
    .option('--batch-size <N>', '--batch-size of the planned training run', number, 256)
    .option('--out <folder>', 'where runs will be written', 'runs')
    .option(
      '--html <file>',
      'HTML page to write, with pictures of everything found (default: none)',
    )
    .option(
      '--csv <file>',
      'CSV file to write, with one row per image and problem; - prints it (default: none)',
    )
    .option('--force', 'replace an existing file in --csv')
    .option('--json', 'print the result as JSON');
  addSettingFlags(command, thresholds)
    .addHelpText(
      'after',
      '\nExamples:\n  jssl data check photos --m 1024\n  jssl data check photos --html check.html --csv check.csv',
    )
    .action(async (source: string | undefined, options: CheckCommandOptions) => {
      const isCsvPrinted = options.csv === '-';
      if (isCsvPrinted && options.json) {
        throw new UsageError('--json and --csv - both print on standard output; choose one');
      }
      // Its findings hold the notes.
      const check = await working(
        context,
        (shown) =>
          checkImages(source, {
            ...options,
            ...(isCsvPrinted && { csv: undefined }),
            ...typedSettings(command, thresholds),
            nameOf: flagOf,
            ...shown,
          }),
        { notes: false },
      );
      const { terminal } = context;
      if (options.json) {
        terminal.out(JSON.stringify(check));
        return;
      }
      if (isCsvPrinted) {
        csvOfRows(check.rows).trimEnd().split('\r\n').forEach(terminal.out);
        if (options.html !== undefined) noteFile(terminal, options.html);
        return;
      }
      printCheck(terminal, check);
      for (const file of [options.html, options.csv]) {
        if (file !== undefined) noteFile(terminal, file);
      }
      reportSkipped(context, check);
    });
}

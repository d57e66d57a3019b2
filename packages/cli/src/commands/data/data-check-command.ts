import { describeDuplicate, namedPairs, qualitySettings, valueRangeSetting } from '@jssl/data';
import { inGroup, printable } from '@jssl/settings';
import { checkImages, csvOfRows, type ImagesCheck } from '@jssl/workflows/data';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { addSettingFlags, typedSettings } from '../../arguments/setting-flags.js';
import {
  addSourceOptions,
  sourceHelp,
  type SourceOptions,
} from '../../arguments/source-options.js';
import { UsageError } from '../../arguments/usage-error.js';
import { withLabelsFlag } from '../../arguments/with-labels-flag.js';
import type { CommandContext } from '../../process/command-context.js';
import { noteFile } from '../../terminal/announce-file.js';
import { someNames } from '../../terminal/some-names.js';
import { reportSkipped, working } from '../../process/working.js';

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

/** Pairs that are listed below the findings. */
const LISTED = 10;
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
    .option('--image-size <pixels>', "side of an image (default: the images' own)", number)
    .option('--m <M>', 'negatives in each queue of the training', number, 4096)
    .option('--batch-size <N>', 'images in a batch', number, 256)
    .option('--out <folder>', 'where runs will be written', 'runs')
    .option('--html <file>', 'page to write, with pictures of everything found (default: none)')
    .option(
      '--csv <file>',
      'list to write, with one line per image and problem; - prints it (default: none)',
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
      for (const line of describe(check)) terminal.out(line);
      for (const { level, text } of check.findings) {
        terminal.out(`${level}: ${printable(withLabelsFlag(text, check))}`);
      }
      if (check.findings.length === 0) terminal.out('found no problems that would spoil training');
      const { pairs, acrossSplits, acrossLabels } = check.duplicates;
      const named = namedPairs(check.duplicates);
      // The ones that matter most come first. Findings name the first few of each kind.
      const listed = [...new Set([...acrossSplits, ...acrossLabels, ...pairs])].filter(
        (pair) => !named.has(pair),
      );
      for (const pair of listed.slice(0, LISTED)) terminal.note(`  ${describeDuplicate(pair)}`);
      if (listed.length > LISTED) {
        terminal.note(`  and ${listed.length - LISTED} more; --html and --csv show all`);
      }
      for (const file of [options.html, options.csv]) {
        if (file !== undefined) noteFile(terminal, file);
      }
      reportSkipped(context, check);
    });
}

function* describe(check: ImagesCheck): Generator<string> {
  const { name, height, width, channels, testOrigin, classes = [] } = check;
  const { counts, classCounts, duplicates, folder } = check;
  yield (
    `${name}: ${counts.train} training, ${counts.validation} validation and ${counts.test} test images` +
    `${testOrigin ? ` (${testOrigin})` : ''} of ${height}x${width}x${channels}`
  );
  if (folder) {
    const sizes = folder.sizes
      .slice(0, 5)
      .map((size) => `${size.count} of ${size.height}x${size.width}`);
    const more = folder.sizes.length - sizes.length;
    yield `sizes: ${sizes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  if (classCounts) {
    const [least, most] = [Math.min(...classCounts), Math.max(...classCounts)];
    const range = least === most ? String(least) : `${least} to ${most}`;
    yield `classes: ${classCounts.length}, with ${range} training images each: ${someNames(classes)}`;
  }
  const { pairs, acrossSplits, acrossLabels, withinTrain } = duplicates;
  const equal = pairs.filter(({ similarity, changes }) => similarity === 1 && isEqual(changes));
  yield (
    `duplicates: ${withinTrain} within the training images, ${acrossSplits.length} across splits, ` +
    `${acrossLabels.length} under two labels; ${equal.length} equal, ${pairs.length - equal.length} changed`
  );
}

const isEqual = ([change]: readonly string[]) => change?.startsWith('same ') === true;

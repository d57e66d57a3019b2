import { printable } from '@jssl/settings';
import { trainSettings } from '@jssl/trainer';
import { checkImages, type ImagesCheck } from '@jssl/workflows/data';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import {
  addSourceOptions,
  sourceHelp,
  type SourceOptions,
} from '../../arguments/source-options.js';
import { addSettingFlags } from '../../arguments/setting-flags.js';
import type { CommandContext } from '../../process/command-context.js';
import { reportSkipped, working } from '../../process/working.js';

interface CheckCommandOptions extends SourceOptions {
  readonly imageSize?: number;
  readonly valueRange?: readonly [number, number];
  readonly m: number;
  readonly batchSize: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `jssl data check`: shows what is in a data set, and problems that would spoil training on it. */
export function addDataCheckCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('check')
    .description('check a data set for problems that would spoil training or evaluation')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 if it exists)`);
  addSettingFlags(addSourceOptions(command), {
    valueRange: { ...trainSettings.valueRange, group: 'Images' },
  })
    .option('--image-size <pixels>', "side of an image (default: the images' own)", number)
    .option('--m <M>', 'negatives in each queue of the training', number, 4096)
    .option('--batch-size <N>', 'images in a batch', number, 256)
    .option('--out <folder>', 'where runs will be written', 'runs')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  jssl data check photos --m 1024')
    .action(async (source: string | undefined, options: CheckCommandOptions) => {
      const check = await working(context, (shown) =>
        checkImages(source, { ...options, ...shown }),
      );
      const { terminal } = context;
      if (options.json) {
        terminal.out(JSON.stringify(check));
        return;
      }
      for (const line of describe(check)) terminal.out(line);
      for (const { level, text } of check.findings) terminal.out(`${level}: ${printable(text)}`);
      if (check.findings.length === 0) terminal.out('found nothing that would spoil a training');
      const { acrossSplits, nearAcrossSplits } = check.duplicates;
      for (const { first, second } of [...acrossSplits, ...nearAcrossSplits].slice(0, 10)) {
        terminal.note(
          `  ${first.split} ${printable(first.name)} and ${second.split} ${printable(second.name)}`,
        );
      }
      reportSkipped(context, check);
    });
}

function* describe(check: ImagesCheck): Generator<string> {
  const { name, height, width, channels, testOrigin } = check;
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
    yield `classes: ${classCounts.length}, with ${Math.min(...classCounts)} to ${Math.max(...classCounts)} training images each`;
  }
  yield (
    `duplicates: ${duplicates.withinTrain} within the training images, ${duplicates.acrossSplits.length} across ` +
    `splits, ${duplicates.nearAcrossSplits.length} near-duplicates across splits (${duplicates.compared} compared)`
  );
}

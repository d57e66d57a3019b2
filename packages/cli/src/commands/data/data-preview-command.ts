import { valueRangeSetting } from '@jssl/data';
import { trainSettings, viewPresets, type TrainConfig } from '@jssl/trainer';
import { previewImages } from '@jssl/workflows';
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
import { working } from '../../process/working.js';
import { announceFile } from '../../terminal/announce-file.js';

/** The settings of views that differ from their preset. */
const viewFlags = Object.fromEntries(
  Object.entries(trainSettings).filter(
    ([name, { group }]) =>
      group === trainSettings.views.group && !['views', 'imageSize'].includes(name),
  ),
);

interface PreviewCommandOptions extends SourceOptions {
  readonly views?: TrainConfig['views'] | true;
  readonly viewCount: number;
  readonly images: number;
  readonly imageSize?: number;
  readonly valueRange?: readonly [number, number];
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
}

/** `jssl data preview`: a picture of images, or of the views that training would see. */
export function addDataPreviewCommand(preview: Command, context: CommandContext): void {
  addSourceOptions(preview)
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 if it exists)`)
    .option(
      '--views [preset]',
      `draw each image with random views, as in training: ${viewPresets.join(', ')}`,
    )
    .option('--view-count <count>', 'views of each image', number, 8)
    .option('--images <count>', 'number of training images, chosen at random', number, 16)
    .option('--image-size <pixels>', 'side of a view (default: the size of the images)', number)
    .option('--seed <number>', 'seed of the choice and of the views', number, 0)
    .option('--out <file>', 'PNG to write', 'preview.png')
    .option('--force', 'replace an existing file in --out');
  addSettingFlags(preview, {
    valueRange: { ...valueRangeSetting, group: 'Images' },
    ...viewFlags,
  })
    .addHelpText(
      'after',
      `
Examples:
  jssl data preview photos
  jssl data preview photos --views --image-size 64 --crop-scale 0.2,1
  jssl data preview photos --views simclr --blur-probability 0

The views of an image are those of the first epochs of a run with the same seed, two per epoch.`,
    )
    .action(async (source: string | undefined, options: PreviewCommandOptions) => {
      const given: Partial<TrainConfig> = typedSettings(preview, viewFlags);
      const [unused] = Object.keys(given);
      if (options.views === undefined && unused !== undefined) {
        throw new UsageError(`${flagOf(unused)} only applies to views: add --views`);
      }
      const preset = typeof options.views === 'string' && { views: options.views };
      const views = options.views === undefined ? undefined : { ...preset, ...given };
      const file = await working(
        context,
        (shown) => previewImages(source, { ...options, ...shown, views }),
        { skipped: 'last' },
      );
      announceFile(context.terminal, file);
    });
}

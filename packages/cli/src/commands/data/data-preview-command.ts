import { writeFile } from 'node:fs/promises';

import { contactSheet } from '@jssl/data';
import { loadEngine } from '@jssl/engine';
import { chooseIndices, viewRows } from '@jssl/report';
import { checkTrainConfig, defaultTrainConfig, viewOptionsFor, viewPresets } from '@jssl/trainer';
import type { Command } from 'commander';

import { isInside } from '../../arguments/is-inside.js';
import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import {
  addSourceOptions,
  openSource,
  reportSkipped,
  resolveSource,
  sourceHelp,
  type SourceOptions,
} from '../shared/open-source.js';
import { viewFlags, viewSettingsFrom } from '../train/view-flags.js';

const SHEET_COLUMNS = 8;

interface PreviewOptions extends SourceOptions, Readonly<Record<string, unknown>> {
  readonly views?: string | true;
  readonly viewCount: number;
  readonly images: number;
  readonly imageSize?: number;
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
}

/** `jssl data preview`: a picture of images, or of the views of them that a training sees. */
export function addDataPreviewCommand(preview: Command, context: CommandContext): void {
  addSourceOptions(preview)
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`)
    .option(
      '--views [preset]',
      `each image with random views as a training makes them: ${viewPresets.join(', ')}`,
    )
    .option('--view-count <count>', 'views of each image', number, 8)
    .option('--images <count>', 'how many training images, drawn at random', number, 16)
    .option('--image-size <pixels>', "side of a view (default: the images' own)", number)
    .option('--seed <number>', 'seed of the choice and of the views', number, 0)
    .option('--out <file>', 'PNG to write', 'preview.png')
    .option('--force', 'replace the file that is in --out');
  for (const [key, flags, description, parse] of viewFlags) {
    if (key !== 'views') preview.option(flags, description, parse ?? String);
  }
  preview
    .addHelpText(
      'after',
      `
Examples:
  jssl data preview photos
  jssl data preview photos --views --image-size 64 --crop-scale 0.2,1
  jssl data preview photos --views simclr --blur-probability 0

The views of an image are those of the first epochs of a training with the same seed, two an epoch.`,
    )
    .action(async (typed: string | undefined, options: PreviewOptions) => {
      await writePreview(context, resolveSource(typed), options);
    });
}

async function writePreview(
  context: CommandContext,
  source: string,
  options: PreviewOptions,
): Promise<void> {
  const { out, images, imageSize, views, viewCount, force, seed } = options;
  for (const [flag, count] of [
    ['--images', images],
    ['--view-count', viewCount],
  ] as const) {
    if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
      throw new UsageError(`${flag} must be a whole number from 1 to 1000, got ${count}`);
    }
  }
  const settings = viewSettingsFrom(options);
  const unused = viewFlags.find(([key]) => key in settings);
  if (views === undefined && unused) {
    throw new UsageError(`${unused[1].replace(/ .*/, '')} is about views: give --views too`);
  }
  const config = { ...defaultTrainConfig, ...settings, imageSize };
  checkTrainConfig(config);
  if (isInside(source, out)) {
    throw new UsageError(
      `${out} would lie among the images and become one of them; give --out, a file elsewhere`,
    );
  }
  const data = await openSource(context, source, options);
  const chosen = chooseIndices(data.train.length, images, seed);
  let sheet: Uint8Array;
  if (views === undefined) {
    sheet = await contactSheet(data.train.read(chosen), data, SHEET_COLUMNS);
  } else {
    const made = viewOptionsFor(config, data);
    await loadEngine();
    const pixels = viewRows(data.train, data, {
      indices: chosen,
      viewCount,
      views: made,
      seed,
    });
    const shape = { height: made.size, width: made.size, channels: data.channels };
    sheet = await contactSheet(pixels, shape, viewCount + 1);
  }
  await writeFile(out, sheet, { flag: force ? 'w' : 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageError(`${out} exists; give another --out or --force to replace it`);
  });
  context.terminal.out(out);
  reportSkipped(context, data);
}

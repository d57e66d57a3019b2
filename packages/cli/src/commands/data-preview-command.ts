import { writeFile } from 'node:fs/promises';

import { contactSheet } from '@jssl/data';
import type { Command } from 'commander';

import { isInside } from '../is-inside.js';
import { number, numbers } from '../option-values.js';
import { UsageError } from '../usage-error.js';
import type { CommandContext } from './command-context.js';
import {
  addSourceOptions,
  openSource,
  reportSkipped,
  resolveSource,
  sourceHelp,
  type SourceOptions,
} from './open-source.js';

const DEFAULT_VIEWS = 8;
const SHEET_COLUMNS = 8;

interface PreviewOptions extends SourceOptions {
  readonly views?: true | number;
  readonly images: number;
  readonly imageSize?: number;
  readonly cropScale?: readonly [number, number];
  readonly seed: number;
  readonly out: string;
  readonly force?: boolean;
}

/** `jssl data preview`: a picture of images, or of the views of them that a training sees. */
export function addDataPreviewCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('preview')
    .description('draw a sheet of random images, or of their random views, as a PNG')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`);
  addSourceOptions(command)
    .option(
      '--views [count]',
      `each image with so many of its random views (${DEFAULT_VIEWS} if no number is given)`,
      number,
    )
    .option('--images <count>', 'how many training images, drawn at random', number, 16)
    .option('--image-size <pixels>', "side of a view (default: the images' own)", number)
    .option(
      '--crop-scale <least,most>',
      "share of an image's area in a crop (default: 0.08,1)",
      numbers(2),
    )
    .option('--seed <number>', 'seed of the choice and of the views', number, 0)
    .option('--out <file>', 'PNG to write', 'preview.png')
    .option('--force', 'replace the file that is in --out')
    .addHelpText(
      'after',
      `
Examples:
  jssl data preview photos
  jssl data preview photos --views --image-size 64 --crop-scale 0.2,1

The views of an image are those of the first epochs of a training with the same seed, two an epoch.`,
    )
    .action(async (typed: string | undefined, options: PreviewOptions) => {
      await preview(context, resolveSource(typed), options);
    });
}

async function preview(
  context: CommandContext,
  source: string,
  options: PreviewOptions,
): Promise<void> {
  const { out, images, views, force, seed } = options;
  const viewCount = views === true ? DEFAULT_VIEWS : (views ?? 0);
  for (const [flag, count] of [
    ['--images', images],
    ['--views', views === undefined ? 1 : viewCount],
  ] as const) {
    if (!(Number.isInteger(count) && count >= 1 && count <= 1000)) {
      throw new UsageError(`${flag} must be a whole number from 1 to 1000, got ${count}`);
    }
  }
  if (isInside(source, out)) {
    throw new UsageError(
      `${out} would lie among the images and become one of them; give --out, a file elsewhere`,
    );
  }
  const data = await openSource(context, source, options);
  // Loaded now, since TensorFlow comes with it.
  const { choosePlaces, viewRows } = await import('./view-rows.js');
  const chosen = choosePlaces(data.train.length, images, seed);
  let sheet: Uint8Array;
  if (viewCount === 0) {
    sheet = await contactSheet(data.train.read(chosen), data, SHEET_COLUMNS);
  } else {
    const { pixels, size } = await viewRows(data, chosen, viewCount, options);
    const shape = { height: size, width: size, channels: data.channels };
    sheet = await contactSheet(pixels, shape, viewCount + 1);
  }
  await writeFile(out, sheet, { flag: force ? 'w' : 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UsageError(`${out} exists; give another --out or --force to replace it`);
  });
  context.terminal.out(out);
  reportSkipped(context, data);
}

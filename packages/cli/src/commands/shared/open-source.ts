import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { knownDatasets, openDataset, sourceFormats, type Dataset, type OpenOptions, type Progress } from '@jssl/data';
import { printable } from '@jssl/settings';
import { cacheFolder } from '@jssl/settings/node';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';
import { createProgress } from '../../terminal/progress.js';

/** Where the original expects its images. */
const DEFAULT_SOURCE = './tiny-imagenet-200';

/** The help text of every DATA argument. */
export const sourceHelp = `a folder of images, one folder a class or flat, a file or folder of CIFAR, IDX or Parquet, or one of: ${knownDatasets
  .map(({ name }) => name)
  .join(', ')}`;

/**
 * The data that a command works on: what was typed, else `recorded` by the run, else
 * `./tiny-imagenet-200` when it is there. A folder is returned as an absolute path.
 * @param argument what the data is called on the command line.
 */
export function resolveSource(
  typed: string | undefined,
  recorded?: string,
  argument = 'DATA',
): string {
  const source = typed ?? recorded ?? (existsSync(DEFAULT_SOURCE) ? DEFAULT_SOURCE : undefined);
  if (source === undefined) {
    throw new UsageError(
      `${argument} is missing: give a folder of images or a known name, such as fashion-mnist`,
    );
  }
  const here = existsSync(source);
  if (!here && source === recorded && !isKnown(source)) {
    throw new UsageError(
      `the images that the run was trained on are no longer in ${source}; give ${argument}, the folder they are in now`,
    );
  }
  return here ? resolve(source) : source;
}

function isKnown(source: string): boolean {
  return knownDatasets.some(({ name }) => name === source);
}

/** How the images are stored that a command works on, and how much is kept of what was decoded. */
export type SourceOptions = Pick<OpenOptions, 'format' | 'cacheLimit'>;

/** Reads a number of GiB as bytes. */
function gibibytes(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('It must not be negative.');
  return Math.round(value * 2 ** 30);
}

/** Adds the settings of {@link SourceOptions} to a command. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--format <name>',
        'how the images are stored (default: what the names and first bytes of the files say)',
      ).choices(sourceFormats),
    )
    .option(
      '--cache-limit <GiB>',
      'decoded images kept in the cache; those not used for the longest time go first (default: 64)',
      gibibytes,
    );
}

/** The format that a run was trained with, as its `config.json` tells; undefined where it tells none. */
export function recordedFormat(config: object): SourceOptions['format'] {
  const format: unknown = 'format' in config ? config.format : undefined;
  return format === 'unlabelled' ? 'unlabeled' : sourceFormats.find((one) => one === format);
}

/**
 * Opens the data of a command.
 * @param options.imageSize the side of a view. Image files are decoded to it; what is stored in one size
 * keeps that, and the views are resized from it.
 */
export async function openSource(
  context: CommandContext,
  source: string,
  { imageSize, format, cacheLimit }: SourceOptions & Pick<OpenOptions, 'imageSize'>,
): Promise<Dataset> {
  const data = await withProgress(context, (options) =>
    openDataset(source, { ...options, imageSize, format, cacheLimit }),
  );
  if (data.resized) {
    context.terminal.note(
      `${data.name}: the images are not all of one size of at most 512, so each was resized and ` +
        `cropped about its center to ${data.height}x${data.width}; --image-size chooses another size`,
    );
  }
  return data;
}

/** What long work on data gets. */
interface ProgressOptions extends Pick<OpenOptions, 'cacheFolder'> {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Opens or looks through a data set with progress, until Ctrl-C. */
export async function withProgress<Result>(
  { terminal, job }: CommandContext,
  work: (options: ProgressOptions) => Result | Promise<Result>,
): Promise<Result> {
  return interruptible(terminal, 'stopping', async (signal) => {
    const show = createProgress(terminal);
    const onProgress = ({ phase, done, total }: Progress) => {
      job?.alive();
      show(total > 0 ? done / total : 0, `${phase} ${done} of ${total}`);
    };
    try {
      return await work({ cacheFolder: cacheFolder(), onProgress, signal });
    } finally {
      terminal.status?.(undefined);
    }
  });
}

/** Counts the images that were left out, and names ten at most. */
export function reportSkipped({ terminal }: CommandContext, data: Dataset): void {
  const { skipped } = data;
  if (skipped.length === 0) return;
  terminal.note(`${skipped.length} image${skipped.length === 1 ? ' was' : 's were'} skipped:`);
  for (const { path, reason } of skipped.slice(0, 10)) {
    terminal.note(`  ${printable(path)}: ${printable(reason)}`);
  }
  if (skipped.length > 10) terminal.note(`  and ${skipped.length - 10} more`);
}

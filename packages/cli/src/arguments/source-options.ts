import { knownDatasets, sourceFormats, type OpenOptions, type SourceFormat } from '@jssl/data';
import { InvalidArgumentError, Option, type Command } from 'commander';

import { number } from './option-values.js';

/** The help text of every RUN argument. */
export const runHelp = 'run folder, weights file, or small: the encoder that comes with JSSL';

/** The help text of every DATA argument. */
export const sourceHelp = `a folder of images (one subfolder per class, or flat), a file or folder of CIFAR, IDX, Parquet or WebDataset, or one of: ${knownDatasets
  .map(({ name }) => name)
  .join(', ')}`;

/** How the images of a command are stored, and how many decoded ones are kept. */
export type SourceOptions = Pick<OpenOptions, 'format' | 'cacheLimit' | 'labels'>;

/** Reads a number of GiB as bytes. */
function gibibytes(text: string): number {
  const value = number(text);
  if (value < 0) throw new InvalidArgumentError('It must not be negative.');
  return Math.round(value * 2 ** 30);
}

/** An option for how images are stored. */
export function formatOption(flags: string): Option {
  const option = new Option(
    flags,
    'how the images are stored (default: detected from the names and first bytes of the files)',
  ).choices(sourceFormats);
  // The spelling before version 0.2 is accepted.
  return option.argParser((text): SourceFormat => {
    const format = sourceFormats.find(
      (one) => one === (text === 'unlabelled' ? 'unlabeled' : text),
    );
    if (format) return format;
    throw new InvalidArgumentError(`Allowed choices are ${sourceFormats.join(', ')}.`);
  });
}

/** An option for a table of labels. */
export function labelsOption(): Option {
  return new Option(
    '--labels <file>',
    'CSV or JSON with the name and the label of each image (default: class folders)',
  );
}

/** Adds the settings of {@link SourceOptions} to a command. */
export function addSourceOptions(command: Command): Command {
  return command
    .addOption(formatOption('--format <name>').helpGroup('Images:'))
    .addOption(labelsOption().helpGroup('Images:'))
    .addOption(cacheLimitOption('the cache of decoded images', 64).helpGroup('Images:'));
}

/** An option for the size of a cache, given in GiB and read as bytes. */
export function cacheLimitOption(what: string, initial: number): Option {
  return new Option(
    '--cache-limit <GiB>',
    `maximum size of ${what}; the least recently used are deleted first (default: ${initial})`,
  ).argParser(gibibytes);
}

import { dirname, extname, resolve } from 'node:path';

import type { ImageSet } from '@jssl/data';
import { askedByAny } from '@jssl/distributed/tensors';
import {
  checkNewFiles,
  embeddingFiles,
  embeddingFormats,
  writeEmbeddings,
  type EmbeddingBatch,
  type EmbeddingFormat,
} from '@jssl/embeddings';
import { failTogether, onEachRank } from '@jssl/trainer';
import { Option, type Command } from 'commander';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { inJob } from '../../process/in-job.js';
import { interruptible } from '../../process/interruptible.js';
import { duration } from '../../terminal/progress.js';
import { sourceHelp } from '../shared/open-source.js';
import {
  addEmbeddingOptions,
  embedWithProgress,
  labelOf,
  openEmbeddedImages,
  openEmbeddingRun,
  type EmbeddedImages,
  type EmbeddingOptions,
  type EmbeddingRun,
} from './embedding-run.js';

const splits = ['all', 'train', 'validation', 'test'] as const;

interface EmbedOptions extends EmbeddingOptions {
  readonly format?: EmbeddingFormat;
  readonly out?: string;
  readonly split: (typeof splits)[number];
  readonly force?: boolean;
}

/** `jssl embed`: the features of images as a file. */
export function addEmbedCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('embed')
    .argument('<run>', 'run folder or weights file')
    .argument('<images>', sourceHelp)
    .addOption(
      new Option(
        '--format <name>',
        'of the file (default: what the name of --out ends with, else csv)',
      ).choices(embeddingFormats),
    )
    .option('--out <file>', 'file to write (default: embeddings.FORMAT)')
    .addOption(new Option('--split <name>', 'which images').choices(splits).default('all'))
    .option('--force', 'replace a file that exists');
  addEmbeddingOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl embed runs/photos photos --format parquet
  jssl embed runs/photos new-photos --out new.npy
  mpirun -n 4 jssl embed runs/photos photos   (each rank embeds a quarter)

Each image becomes a unit vector, so that the product of two is their cosine. csv has the columns name,
label (if the images have classes) and f0, f1, …; jsonl and parquet have name, label and a list of
features; npy has the features alone, and names and labels in NAME.names.csv beside it. Any number of
images fits: they are written as they come, and the file is there once it is whole.`,
    )
    .action(async (path: string, images: string, options: EmbedOptions) => {
      const folder = dirname(resolve(options.out ?? 'embeddings'));
      await inJob(context, (joined) => embed(joined, path, images, options), { folder });
    });
}

async function embed(
  context: CommandContext,
  path: string,
  typed: string,
  options: EmbedOptions,
): Promise<void> {
  const { split, force = false } = options;
  const format = options.format ?? formatOf(options.out) ?? 'csv';
  const file = options.out ?? `embeddings.${format}`;
  const { job } = context;
  await onEachRank(job, () => {
    if ((job?.rank ?? 0) === 0) checkNewFiles(embeddingFiles(file, format), force);
  });
  const run = await onEachRank(job, () => openEmbeddingRun(path, options));
  const images = await openEmbeddedImages(context, run, typed, options, 'IMAGES');
  const set = split === 'all' ? images.all : images.data[split];
  if (!set)
    throw new UsageError(`${images.data.name} has no ${split} images; give another --split`);
  const shape = { rows: set.length, features: run.features, labeled: set.labels !== undefined };
  const began = performance.now();
  const written = await interruptible(context.terminal, 'stopping', async (signal) => {
    const embedded = batches(context, run, images, set, signal);
    if (!job || job.rank === 0) return writeEmbeddings(embedded, shape, { file, format, force });
    // The first rank writes what all have embedded.
    while (!(await embedded.next()).done);
    return [];
  });
  const seconds = (performance.now() - began) / 1000;
  written.forEach(context.terminal.out);
  context.terminal.note(
    `${set.length} images, ${run.features} features each, in ${duration(seconds)}: ${(set.length / seconds).toFixed(0)} images/s`,
  );
}

/** The format that a file's name ends with. */
function formatOf(file = ''): EmbeddingFormat | undefined {
  return embeddingFormats.find((format) => extname(file).toLowerCase() === `.${format}`);
}

function reasonOf({ reason }: AbortSignal): Error | undefined {
  return reason instanceof Error ? reason : undefined;
}

async function* batches(
  context: CommandContext,
  run: EmbeddingRun,
  { data }: EmbeddedImages,
  set: ImageSet,
  signal: AbortSignal,
): AsyncGenerator<EmbeddingBatch> {
  let start = 0;
  for await (const features of embedWithProgress(context, run, data, set)) {
    const [stopped] = askedByAny([signal.aborted], context.job);
    // It may be another rank that was asked to stop.
    if (stopped) throw failTogether(reasonOf(signal) ?? new InterruptedError('stopped', 'SIGTERM'));
    const places = Array.from({ length: features.shape[0] }, (_, row) => start + row);
    start += places.length;
    yield {
      names: places.map(set.name),
      features: features.dataSync<'float32'>(),
      ...(set.labels && { labels: places.map((place) => labelOf(data, set, place) ?? '') }),
    };
  }
}

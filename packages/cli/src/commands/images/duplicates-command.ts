import { similarGroups } from '@jssl/eval';
import { embedImages } from '@jssl/features';
import { printable } from '@jssl/settings';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { createProgress } from '../../terminal/progress.js';
import { sourceHelp } from '../shared/open-source.js';
import {
  addEmbeddingOptions,
  openEmbeddedImages,
  openEmbeddingRun,
  type EmbeddingOptions,
} from './embedding-run.js';

/**
 * What 95 of 100 images kept when they were saved again as a JPEG of quality 90, with small encoders of
 * emoji (0.9989) and of Fashion-MNIST (0.9996); 1 of 10,000 pairs of other images reached 0.9991 and 0.9984.
 */
const DEFAULT_THRESHOLD = 0.999;

interface DuplicatesOptions extends EmbeddingOptions {
  readonly threshold: number;
  readonly json?: boolean;
}

/** `jssl duplicates`: groups of images that look alike to an encoder. */
export function addDuplicatesCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('duplicates')
    .argument('<run>', 'run folder or weights file')
    .argument('<images>', sourceHelp)
    .option(
      '--threshold <cosine>',
      'least similarity of a pair, from -1 to 1',
      number,
      DEFAULT_THRESHOLD,
    )
    .option('--json', 'print the groups as JSON');
  addEmbeddingOptions(command)
    .addHelpText(
      'after',
      `
Example:
  jssl duplicates runs/photos photos --threshold 0.99

An image that was saved again as a good JPEG keeps a similarity of ${DEFAULT_THRESHOLD} or more to itself, and few
other pairs reach it. A lower threshold also finds copies that were resized or cropped, among more that
are none: how many depends on the encoder. A group is all that such pairs connect, so its first and last
image may be less similar. Every pair is compared.`,
    )
    .action(async (path: string, images: string, options: DuplicatesOptions) => {
      await duplicates(context, path, images, options);
    });
}

async function duplicates(
  context: CommandContext,
  path: string,
  typed: string,
  options: DuplicatesOptions,
): Promise<void> {
  const { terminal } = context;
  const { threshold, json } = options;
  if (!(threshold >= -1 && threshold <= 1)) {
    throw new UsageError(`--threshold must be a cosine from -1 to 1, got ${threshold}`);
  }
  const run = await openEmbeddingRun(path, options);
  const { data, all } = await openEmbeddedImages(context, run, typed, options, 'IMAGES');
  const show = createProgress(terminal);
  const progress = (what: string) => (done: number) => {
    show(done / all.length, `${what} ${done} of ${all.length} images`);
  };
  const embedding = { data, views: run.views, onProgress: progress('embedding') };
  const features = await embedImages(run.extract, all, embedding);
  const found = await similarGroups(features, threshold, { onProgress: progress('comparing') });
  features.dispose();
  terminal.status?.(undefined);
  const groups = found.map((group) =>
    group.map(({ place, similarity }) => ({ name: all.name(place), similarity })),
  );
  if (json) {
    terminal.out(JSON.stringify({ images: all.length, threshold, groups }));
    return;
  }
  for (const group of groups) {
    terminal.out(`${group.length} images:`);
    for (const { name, similarity } of group) {
      terminal.out(`  ${similarity.toFixed(4)}  ${printable(name)}`);
    }
  }
  const alike = groups.reduce((sum, { length }) => sum + length, 0);
  terminal.note(
    groups.length === 0
      ? `no two of ${all.length} images have a similarity of ${threshold} or more`
      : `${alike} of ${all.length} images in ${groups.length} group${groups.length === 1 ? '' : 's'}; similarity is that to the first of the group`,
  );
}

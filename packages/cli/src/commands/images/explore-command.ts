import { join } from 'node:path';

import { printable } from '@jssl/settings';
import { explore, exploreToFolder, type Explorer } from '@jssl/workflows';
import type { Command } from 'commander';

import { InterruptedError } from '../../arguments/exit-codes.js';
import { flagOf } from '../../arguments/flag-of.js';
import { number } from '../../arguments/option-values.js';
import { cacheLimitOption, sourceHelp } from '../../arguments/source-options.js';
import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';
import { working } from '../../process/working.js';
import { addSearchOptions, type SearchCommandOptions } from './search-options.js';

interface ExploreCommandOptions extends SearchCommandOptions {
  readonly tags?: string;
  readonly columns?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly port?: number;
  readonly cacheLimit?: number;
}

/** `jssl explore`: serves a page, on this machine only, to see, search, sort and tag images. */
export function addExploreCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('explore')
    .argument(
      '[encoder]',
      "run folder, weights file (JSSL's, or a ResNet of PyTorch as safetensors or ONNX), or pixels for raw pixels (default: small, the encoder that comes with JSSL)",
    )
    .argument('[images]', `${sourceHelp} (default: the images that the run was trained on)`)
    .option('--tags <file>', 'file to save tags in (default: NAME.tags.jsonl next to the images)')
    .option(
      '--columns <file>',
      'CSV file with the name of each image and further columns, to color and filter by (default: none)',
    )
    .option(
      '--out <folder>',
      'write the page as files for a web server, instead of serving it (default: serve it)',
    )
    .option('--force', 'replace an earlier page in --out')
    .option('--port <number>', 'port on 127.0.0.1 (default: a free one)', number)
    .addOption(cacheLimitOption('the cache of vectors and thumbnails', 16));
  addSearchOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl explore photos
  jssl explore pixels photos   # by colors and where they are, without an encoder
  jssl explore runs/photos photos
  jssl explore resnet18.safetensors photos --tags photos.tags.jsonl
  jssl explore runs/photos photos --out photos-page

Open the printed address in a browser on this machine. The page shows a map of all images, in which similar ones
are near each other, and a grid. Search by name or by dropping a picture; see groups, duplicates and outliers; tag images,
with suggestions. Images are never changed, and nothing leaves this machine. Vectors are kept in the cache: the next
time only new and changed images are embedded. Ctrl-C stops the command; saved tags are kept.`,
    )
    .action(
      async (
        first: string | undefined,
        second: string | undefined,
        options: ExploreCommandOptions,
      ) => {
        // A single argument is what it is: images, or an encoder with the images it was trained on.
        const [encoder, images] = second === undefined ? [undefined, first] : [first, second];
        const { out } = options;
        if (out !== undefined) {
          const count = await working(context, (shown) =>
            exploreToFolder(images, out, { ...options, ...shown, encoder, nameOf: flagOf }),
          );
          context.terminal.out(join(out, 'index.html'));
          context.terminal.note(
            `${count} images; serve the folder with any web server to see the page`,
          );
          return;
        }
        const explorer = await working(context, (shown) =>
          explore(images, { ...options, ...shown, encoder, nameOf: flagOf }),
        );
        await exploreUntilStopped(context, explorer);
      },
    );
}

async function exploreUntilStopped(
  { terminal }: CommandContext,
  explorer: Explorer,
): Promise<never> {
  const { url, exploration } = explorer;
  const { images, added, embedder, tagging } = exploration;
  try {
    return await interruptible(terminal, 'closing the page', async (signal) => {
      terminal.out(url);
      terminal.note(
        `${images.length} images, ${added} of them embedded now, by ${embedder.about}; tags ${
          exploration.canTag ? 'are in' : 'cannot be written to'
        } ${printable(tagging.file)}${exploration.canTag ? '' : ', choose another --tags'}`,
      );
      const { skipped } = images;
      if (skipped.length > 0) terminal.note(`${skipped.length} skipped; the page says why`);
      if (tagging.damagedLines > 0) {
        terminal.note(
          `${tagging.damagedLines} damaged lines of ${printable(tagging.file)} are ignored`,
        );
      }
      terminal.note(
        `vectors and thumbnails are kept in ${printable(exploration.keptIn)}, which you can delete; --cache-limit bounds its size`,
      );
      terminal.note('open the address in a browser; Ctrl-C stops it');
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
      const { signal: which } = signal.reason as InterruptedError;
      throw new InterruptedError('no longer exploring', which);
    });
  } finally {
    await explorer.dispose();
  }
}

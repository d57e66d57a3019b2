import { printable } from '@jssl/settings';
import { DUPLICATE_THRESHOLD, findDuplicates } from '@jssl/workflows';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { addSearchOptions, type SearchCommandOptions } from './search-options.js';

interface DuplicatesOptions extends SearchCommandOptions {
  readonly threshold: number;
  readonly json?: boolean;
}

/** `jssl duplicates`: groups of images that look the same to an encoder. */
export function addDuplicatesCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('duplicates')
    .argument('<run>', runHelp)
    .argument('<images>', sourceHelp)
    .option(
      '--threshold <cosine>',
      'lowest similarity of a pair, from -1 to 1',
      number,
      DUPLICATE_THRESHOLD,
    )
    .option('--json', 'print the groups as JSON');
  addSearchOptions(command)
    .addHelpText(
      'after',
      `
Example:
  jssl duplicates runs/photos photos --threshold 0.99

An image that was saved again as a high-quality JPEG keeps a similarity of ${DUPLICATE_THRESHOLD} or more to the original, and
few other pairs reach it. A lower threshold also finds copies that were resized or cropped, but also
more pairs that are not copies; how many depends on the encoder. Groups are connected by chains of such
pairs, so two images of a group may be less similar. Every pair is compared.`,
    )
    .action(async (run: string, images: string, options: DuplicatesOptions) => {
      const result = await working(
        context,
        (shown) => findDuplicates(run, images, { ...options, ...shown }),
        { untilData: true, skipped: 'first' },
      );
      const { terminal } = context;
      if (options.json) {
        terminal.out(JSON.stringify(result));
        return;
      }
      const { groups, images: count, threshold } = result;
      for (const group of groups) {
        terminal.out(`${group.length} images:`);
        for (const { name, similarity } of group) {
          terminal.out(`  ${similarity.toFixed(4)}  ${printable(name)}`);
        }
      }
      const alike = groups.reduce((sum, { length }) => sum + length, 0);
      terminal.note(
        groups.length === 0
          ? `no two of ${count} images have a similarity of ${threshold} or more`
          : `${alike} of ${count} images in ${groups.length} group${groups.length === 1 ? '' : 's'}; similarities are to the first image of the group`,
      );
    });
}

import { printable } from '@jssl/settings';
import { findNeighbors, type QueryNeighbors } from '@jssl/workflows';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { noteFile } from '../../terminal/announce-file.js';
import { table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { addSearchOptions, type SearchCommandOptions } from './search-options.js';

interface NeighborsOptions extends SearchCommandOptions {
  readonly in?: string;
  readonly index?: string;
  readonly k?: number;
  readonly html?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `jssl neighbors`: the images most similar to some images. */
export function addNeighborsCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('neighbors')
    .argument('<run>', runHelp)
    .argument('<image...>', 'image files, or names of images among those searched')
    .option(
      '--in <images>',
      `where to search: ${sourceHelp} (default: the images that the run was trained on; for a weights file and small, the folder of the first image)`,
    )
    .option(
      '--index <file>',
      'search in an index made by jssl search-index (default: none, exact search)',
    )
    .option('--k <k>', 'neighbors of each image (default: 10)', number)
    .option('--html <file>', 'also write a page that shows them (default: none)')
    .option('--force', 'replace an existing file in --html')
    .option('--json', 'print the neighbors as JSON');
  addSearchOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl neighbors small photos/cat.jpg --html neighbors.html
  jssl neighbors runs/photos new.jpg --html neighbors.html
  jssl neighbors runs/demo google/1f600.png --k 5

Similarity is the cosine of the features, 1 at most. An image is not its own neighbor.`,
    )
    .action(async (run: string, images: string[], options: NeighborsOptions) => {
      const results = await working(
        context,
        (shown) => findNeighbors(run, images, { ...options, ...shown }),
        { untilData: true, skipped: 'first' },
      );
      const { terminal } = context;
      if (options.html !== undefined) noteFile(terminal, options.html);
      if (options.json) terminal.out(JSON.stringify(results));
      else printNeighbors(context, results);
    });
}

function printNeighbors({ terminal }: CommandContext, results: readonly QueryNeighbors[]): void {
  for (const [at, { name, neighbors }] of results.entries()) {
    const labeled = neighbors.some(({ label }) => label !== undefined);
    const rows = neighbors.map(({ name: found, label = '', similarity }) => [
      printable(found),
      ...(labeled ? [printable(label)] : []),
      similarity.toFixed(4),
    ]);
    const header = [`near ${printable(name)}`, ...(labeled ? ['class'] : []), 'similarity'];
    if (at > 0) terminal.out('');
    table(header, rows, outScreen(terminal)).forEach(terminal.out);
  }
}

import { buildIndex } from '@jssl/workflows';
import type { Command } from 'commander';

import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { percent } from '../../terminal/table.js';
import { addSearchOptions, type SearchCommandOptions } from './search-options.js';

interface SearchIndexOptions extends SearchCommandOptions {
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `jssl search-index`: an index of images for fast neighbors, measured against exact search. */
export function addSearchIndexCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('search-index')
    .argument('<run>', runHelp)
    .argument('<images>', sourceHelp)
    .option('--out <file>', 'file to write, with FILE.json next to it', 'search-index.hnsw')
    .option('--force', 'replace an index that exists')
    .option('--json', 'print the measurements as JSON');
  addSearchOptions(command)
    .addHelpText(
      'after',
      `
Example:
  jssl search-index runs/photos photos --out photos.hnsw
  jssl neighbors runs/photos new.jpg --index photos.hnsw

The index is a graph (HNSW) that finds most of the nearest images without comparing with all of them; the
share that it finds is measured on 200 of the images and printed.`,
    )
    .action(async (run: string, images: string, options: SearchIndexOptions) => {
      const { measured, ...built } = await working(
        context,
        (shown) => buildIndex(run, images, { ...options, ...shown }),
        { untilData: true, skipped: 'first' },
      );
      const { out } = context.terminal;
      if (options.json) {
        out(JSON.stringify({ ...built, ...measured }));
        return;
      }
      out(built.out);
      if (built.method === 'exact') {
        context.terminal.note(
          'usearch, which builds the graph, is missing or has no binary for this machine: searches compare with all images, which is exact and slower',
        );
      }
      if (!measured) return;
      const { k, recall, sample, searchMilliseconds } = measured;
      out(
        `recall@${k} ${percent(recall)} against exact search, on ${sample} of ${built.images} images; ${searchMilliseconds.toFixed(2)} ms per search`,
      );
    });
}

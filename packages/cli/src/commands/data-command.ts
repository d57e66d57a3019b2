import { getDataset, knownDatasets } from '@jssl/data';
import { cacheFolder } from '@jssl/engine';
import type { Command } from 'commander';

import { createProgress } from '../progress.js';
import { table } from '../table.js';
import type { CommandContext } from './command-context.js';

/** `jssl data list` and `jssl data get NAME`: data sets that need no folder. */
export function addDataCommand(program: Command, context: CommandContext): void {
  const { terminal } = context;
  const data = program.command('data').description('data sets that JSSL knows by name');
  data
    .command('list')
    .description('the known data sets, with their licences')
    .option('--json', 'print the list as JSON')
    .action(({ json }: { readonly json?: boolean }) => {
      if (json) {
        terminal.out(JSON.stringify(knownDatasets));
        return;
      }
      const rows = knownDatasets.map(({ name, licence, description }) => [
        name,
        licence,
        description,
      ]);
      for (const line of table(['name', 'licence', 'description'], rows)) terminal.out(line);
    });
  data
    .command('get')
    .description('download a known data set once and pack it into the cache')
    .argument('<name>', `one of: ${knownDatasets.map(({ name }) => name).join(', ')}`)
    .addHelpText('after', '\nExample:\n  jssl data get fashion-mnist')
    .action(async (name: string) => {
      const show = createProgress(terminal);
      const dataset = await getDataset(name, {
        cacheFolder: cacheFolder(),
        onProgress: ({ phase, done, total }) => {
          show(total > 0 ? done / total : 0, `${phase} ${done} of ${total}`);
        },
      });
      terminal.status?.(undefined);
      terminal.out(
        `${dataset.name}: ${dataset.train.length} training and ${dataset.test?.length ?? 0} test images ` +
          `of ${dataset.height}x${dataset.width}x${dataset.channels}`,
      );
      if (dataset.licence) terminal.note(`licence: ${dataset.licence}`);
      if (dataset.credit) terminal.note(`credit: ${dataset.credit}`);
    });
}

import { getDataset, knownDatasets } from '@jssl/data';
import { cacheFolder } from '@jssl/settings/node';
import type { Command } from 'commander';

import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { addDataCheckCommand } from './data-check-command.js';

/** `jssl data`: data sets known by name, and checks and previews of any. */
export async function addDataCommand(program: Command, context: CommandContext): Promise<void> {
  const { terminal } = context;
  const data = program
    .command('data')
    .addHelpText(
      'after',
      '\nExamples:\n  jssl data list\n  jssl data get fashion-mnist\n  jssl data check photos',
    );
  data
    .command('list')
    .description('list the known data sets with their licenses')
    .option('--json', 'print the list as JSON')
    .addHelpText('after', '\nExample:\n  jssl data list --json')
    .action(({ json }: { readonly json?: boolean }) => {
      if (json) {
        terminal.out(JSON.stringify(knownDatasets));
        return;
      }
      for (const { name, description, license, byHand } of knownDatasets) {
        terminal.out(`${name}: ${description}`);
        terminal.out(`  license: ${license}`);
        terminal.out(`  to get it: ${byHand ?? `jssl data get ${name}`}`);
      }
    });
  data
    .command('get')
    .description('download a known data set once and pack it into the cache')
    .argument('<name>', `one of: ${knownDatasets.map(({ name }) => name).join(', ')}`)
    .option('--json', 'print what it holds as JSON')
    .addHelpText('after', '\nExample:\n  jssl data get fashion-mnist')
    .action(async (name: string, { json }: { readonly json?: boolean }) => {
      const dataset = await working(context, ({ onProgress }) =>
        getDataset(name, { cacheFolder: cacheFolder(), onProgress }),
      );
      const { train, test, ...about } = dataset;
      const counts = { trainImages: train.length, testImages: test?.length ?? 0 };
      if (json) {
        terminal.out(JSON.stringify({ ...about, ...counts }));
        return;
      }
      const { height, width, channels, license, credit } = dataset;
      terminal.out(
        `${name}: ${counts.trainImages} training and ${counts.testImages} test images of ${height}x${width}x${channels}`,
      );
      if (license) terminal.note(`license: ${license}`);
      if (credit) terminal.note(`credit: ${credit}`);
    });
  addDataCheckCommand(data, context);
  const preview = data
    .command('preview')
    .description('draw random images, or random views of them, as a PNG');
  // It loads TensorFlow.
  if (context.argv.includes('preview')) {
    (await import('./data-preview-command.js')).addDataPreviewCommand(preview, context);
  }
}

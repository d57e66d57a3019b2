import { dirname, resolve } from 'node:path';

import { embeddingFormats, type EmbeddingFormat } from '@jssl/embeddings';
import type { SettingsOf } from '@jssl/settings';
import { embedSettings, embedToFile } from '@jssl/workflows';
import { Option, type Command } from 'commander';

import { addSettingFlags } from '../../arguments/setting-flags.js';
import { runHelp, sourceHelp } from '../../arguments/source-options.js';
import type { CommandContext } from '../../process/command-context.js';
import { inJob } from '../../process/in-job.js';
import { working } from '../../process/working.js';
import { announceFile } from '../../terminal/announce-file.js';
import { duration } from '../../terminal/progress.js';
import { addSearchOptions, type SearchCommandOptions } from './search-options.js';

interface EmbedOptions extends SearchCommandOptions {
  readonly format?: EmbeddingFormat;
  readonly out?: string;
  readonly split?: SettingsOf<typeof embedSettings>['split'];
  readonly force?: boolean;
}

/** `jssl embed`: the features of images as a file. */
export function addEmbedCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('embed')
    .argument('<run>', runHelp)
    .argument('<images>', sourceHelp)
    .addOption(
      new Option(
        '--format <name>',
        'format of the file (default: from the extension of --out, else csv)',
      ).choices(embeddingFormats),
    )
    .option('--out <file>', 'file to write (default: embeddings.FORMAT)')
    .option('--force', 'replace an existing file');
  addSearchOptions(addSettingFlags(command, embedSettings))
    .addHelpText(
      'after',
      `
Examples:
  jssl embed runs/photos photos --format parquet
  jssl embed runs/photos new-photos --out new.npy
  mpirun -n 4 jssl embed runs/photos photos   # each rank embeds a quarter

Each image becomes a unit vector, so the dot product of two is their cosine. csv has the columns name, label
(if the images have classes) and f0, f1, …; jsonl and parquet have name, label and a list of features;
npy has the features only, and NAME.names.csv next to it the names and labels. In CSV, a name or label that a
spreadsheet would run as a formula (one that starts with =, +, - or @) has an apostrophe in front. There is
no limit on the number of images: they are written as they are embedded, and the file appears once it is
complete.`,
    )
    .action(async (run: string, images: string, options: EmbedOptions) => {
      const folder = dirname(resolve(options.out ?? 'embeddings'));
      const embedded = await inJob(
        context,
        (joined) =>
          working(
            joined,
            (shown) => embedToFile(run, images, { ...options, ...shown, job: joined.job }),
            { skipped: 'first' },
          ),
        { folder },
      );
      const { files, images: count, featureSize, seconds } = embedded;
      for (const file of files) announceFile(context.terminal, file);
      context.terminal.note(
        `${count} images, ${featureSize} features each, in ${duration(seconds)}: ${(count / seconds).toFixed(0)} images/s`,
      );
    });
}

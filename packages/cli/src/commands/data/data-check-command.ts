import { checkDataset, inspectFolder, type Dataset, type DatasetCheck, type Finding, type FolderInspection } from '@jssl/data';
import { printable } from '@jssl/settings';
import type { Command } from 'commander';

import { isInside } from '../../arguments/is-inside.js';
import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { addSourceOptions, openSource, reportSkipped, resolveSource, sourceHelp, withProgress, type SourceOptions } from '../shared/open-source.js';

interface CheckCommandOptions extends SourceOptions {
  readonly imageSize?: number;
  readonly m: number;
  readonly batchSize: number;
  readonly out: string;
  readonly json?: boolean;
}

/** `jssl data check`: what is in a data set, and what will spoil a training on it. */
export function addDataCheckCommand(data: Command, context: CommandContext): void {
  const command = data
    .command('check')
    .description('look through a data set for what spoils a training or its measurement')
    .argument('[data]', `${sourceHelp} (default: ./tiny-imagenet-200 when it is there)`);
  addSourceOptions(command)
    .option('--image-size <pixels>', "side of an image (default: the images' own)", number)
    .option('--m <M>', 'negatives in each queue of the training', number, 4096)
    .option('--batch-size <N>', 'images in a batch', number, 256)
    .option('--out <folder>', 'where the runs will be written', 'runs')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  jssl data check photos --m 1024')
    .action(async (typed: string | undefined, options: CheckCommandOptions) => {
      await checkData(context, resolveSource(typed), options);
    });
}

async function checkData(
  context: CommandContext,
  source: string,
  options: CheckCommandOptions,
): Promise<void> {
  const { terminal } = context;
  const { m, batchSize, out, json } = options;
  const dataset = await openSource(context, source, options);
  const folder =
    dataset.kind === 'folder'
      ? await withProgress(context, (options) => inspectFolder(source, options))
      : undefined;
  const check = await withProgress(context, (options) =>
    checkDataset(dataset, { ...options, m, batchSize }),
  );
  const findings = [...outsideFindings(source, out, folder), ...check.findings];
  if (json) {
    const { name, kind, height, width, channels, classes, testOrigin, skipped } = dataset;
    const about = { name, kind, height, width, channels, classes, testOrigin, skipped };
    terminal.out(JSON.stringify({ ...about, ...check, ...(folder && { folder }), findings }));
    return;
  }
  for (const line of describe(dataset, check, folder)) terminal.out(line);
  for (const { level, text } of findings) terminal.out(`${level}: ${printable(text)}`);
  if (findings.length === 0) terminal.out('nothing was found that would spoil a training');
  for (const { first, second } of pairsOf(check).slice(0, 10)) {
    terminal.note(
      `  ${first.split} ${printable(first.name)} and ${second.split} ${printable(second.name)}`,
    );
  }
  reportSkipped(context, dataset);
}

const pairsOf = ({ duplicates }: DatasetCheck) => [
  ...duplicates.acrossSplits,
  ...duplicates.nearAcrossSplits,
];

/** What is found without looking at the pixels. */
function outsideFindings(
  source: string,
  out: string,
  folder: FolderInspection | undefined,
): Finding[] {
  return [
    ...(folder && isInside(source, out)
      ? [
          {
            level: 'warning' as const,
            text: `the output folder ${out} is inside the data: what a run writes there would become data; give another --out`,
          },
        ]
      : []),
    ...(folder && folder.transparent > 0
      ? [
          {
            level: 'note' as const,
            text: `${folder.transparent} with an alpha channel, seen on white`,
          },
        ]
      : []),
    ...(folder && folder.animated > 0
      ? [
          {
            level: 'note' as const,
            text: `${folder.animated} with several frames, of which the first is taken`,
          },
        ]
      : []),
  ];
}

function* describe(
  dataset: Dataset,
  { counts, classCounts, duplicates }: DatasetCheck,
  folder: FolderInspection | undefined,
): Generator<string> {
  const { name, height, width, channels, testOrigin } = dataset;
  yield (
    `${name}: ${counts.train} training, ${counts.validation} validation and ${counts.test} test images` +
    `${testOrigin ? ` (${testOrigin})` : ''} of ${height}x${width}x${channels}`
  );
  if (folder) {
    const sizes = folder.sizes
      .slice(0, 5)
      .map((size) => `${size.count} of ${size.height}x${size.width}`);
    const more = folder.sizes.length - sizes.length;
    yield `sizes: ${sizes.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  }
  if (classCounts) {
    yield `classes: ${classCounts.length}, of ${Math.min(...classCounts)} to ${Math.max(...classCounts)} training images`;
  }
  yield (
    `duplicates: ${duplicates.withinTrain} within the training images, ${duplicates.acrossSplits.length} across ` +
    `splits, ${duplicates.nearAcrossSplits.length} nearly so (${duplicates.compared} compared)`
  );
}

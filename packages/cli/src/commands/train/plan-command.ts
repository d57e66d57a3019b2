import {
  minutesSetting,
  plan,
  planData,
  type GivenSettings,
  type PlanDataOptions,
  type PlannedData,
  type PlanOptions,
} from '@jssl/workflows';
import { inGroup } from '@jssl/settings';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { addSettingFlags } from '../../arguments/setting-flags.js';
import { labelsOption, sourceHelp } from '../../arguments/source-options.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { working } from '../../process/working.js';
import { printPlan, printPlannedData } from './print-plan.js';
import { addTrainOptions, trainOptions } from './train-options.js';

/** `jssl plan`: estimates the cost of a training run. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('plan')
    .argument('[data]', `${sourceHelp} (default: none, images of --images and --image-size)`)
    .optionsGroup('Plan:')
    .option('--images <count>', 'without data: training images (default: 100000)', number)
    .option('--channels <C>', 'without data: 3 for color, 1 for gray (default: 3)', number)
    .option('--like <run>', 'a run on this machine to estimate time from (default: none)')
    .option('--ranks <P>', 'processes that train together, on identical devices', number, 1)
    .option('--bandwidth <GB/s>', 'bandwidth of each rank, in 10⁹ bytes per second', number, 1.25)
    .option('--latency <µs>', 'latency of a message between two ranks, in microseconds', number, 30)
    .option('--json', 'print everything as JSON')
    .addOption(labelsOption())
    .optionsGroup('');
  addSettingFlags(command, inGroup('Common', { minutes: minutesSetting }));
  addTrainOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl plan photos
  jssl plan photos --minutes 60
  jssl plan
  jssl plan --arch resnet18 --width 16 --image-size 28 --channels 1 --images 60000 --epochs 20
  jssl plan --batch-size 512 --accumulate 4 --precision bf16
  jssl plan --like runs/photos --arch resnet50
  jssl plan --like runs/photos --ranks 4 --bandwidth 12 --latency 2   # InfiniBand; 10 Gb/s is 1.25

With data it plans what jssl train would do with the same arguments: it derives the same settings, and
measures a few steps on this machine; nothing is written. Without data it plans the paper's training on
Tiny-ImageNet-200: 64-pixel images, ResNet-50; then nothing is measured and no images are read.
Operations and memory are counted. The times in the table are not measured: they assume 20 to 50 % of a
device's float32 operations per second (for the processor, by its cores and clock rate). With --like, the
time here is that run's, in proportion to the operations per image. With --ranks, a step is a rank's share
of the operations, then communication by ring algorithms, without overlap; docs/distributed.md checks this
against measurements, and explains how to measure bandwidth and latency.`,
    )
    .action(async (data: string | undefined, options: PlanCommandOptions) => {
      const { settings, preset } = trainOptions(command);
      const planned =
        data === undefined
          ? plan(settings, { ...withoutData(options), preset })
          : await planImages(context, data, { settings, options: { ...options, preset } });
      if (options.json) {
        context.terminal.out(JSON.stringify({ ...planned, efficiency: undefined }));
      } else printPlan(context, planned);
    });
}

interface PlanCommandOptions extends PlanOptions, Pick<PlanDataOptions, 'labels' | 'minutes'> {
  readonly json?: boolean;
}

/** @throws UsageError for options that need images. */
function withoutData({ minutes, labels, ...options }: PlanCommandOptions): PlanOptions {
  if (minutes === undefined && labels === undefined) return options;
  throw new UsageError('--minutes and --labels need images: pass them, as in jssl plan photos');
}

async function planImages(
  context: CommandContext,
  data: string,
  { settings, options }: { readonly settings: GivenSettings; readonly options: PlanCommandOptions },
): Promise<PlannedData> {
  const { images, channels, json, ...others } = options;
  if (images !== undefined || channels !== undefined) {
    throw new UsageError('--images and --channels follow from the images: leave them out');
  }
  const planned = await working(
    context,
    (shown) => planData(data, settings, { ...others, ...shown }),
    { untilData: true },
  );
  if (json !== true) printPlannedData(context, planned);
  return planned;
}

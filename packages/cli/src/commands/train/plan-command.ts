import { plan, type PlanOptions } from '@jssl/workflows';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import type { CommandContext } from '../../process/command-context.js';
import { printPlan } from './print-plan.js';
import { addTrainOptions, trainOptions } from './train-options.js';

/** `jssl plan`: estimates what a training will take. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('plan')
    .optionsGroup('Plan:')
    .option('--images <count>', 'training images (Tiny-ImageNet has 100000)', number, 100_000)
    .option('--channels <C>', 'channels of an image: 3 for color, 1 for gray', number, 3)
    .option('--like <run>', 'a run on this machine to estimate time from (default: none)')
    .option('--ranks <P>', 'processes that train together, on identical devices', number, 1)
    .option('--bandwidth <GB/s>', 'bandwidth of each rank, in 10⁹ bytes per second', number, 1.25)
    .option('--latency <µs>', 'latency of a message between two ranks, in microseconds', number, 30)
    .option('--json', 'print everything as JSON')
    .optionsGroup('');
  addTrainOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  jssl plan
  jssl plan --arch resnet18 --width 16 --image-size 28 --channels 1 --images 60000 --epochs 20
  jssl plan --batch-size 512 --accumulate 4 --precision bf16
  jssl plan --like runs/photos --arch resnet50
  jssl plan --like runs/photos --ranks 4 --bandwidth 12 --latency 2   # InfiniBand; 10 Gb/s is 1.25

By default it plans the paper's training on Tiny-ImageNet-200: 64-pixel images, ResNet-50.
Nothing is trained and no images are read. Operations and memory are counted. The times of the processor
and of other devices are not measured: they assume 20 to 50 % of a device's float32 operations per second
(for the processor, by its cores and clock rate). With --like, the
time here is that run's, in proportion to the operations per image. With --ranks, a step is a rank's share
of the operations, then communication by ring algorithms, without overlap; docs/distributed.md checks this
against measurements, and explains how to measure bandwidth and latency.`,
    )
    .action((options: PlanOptions & { readonly json?: boolean }) => {
      const { settings, preset } = trainOptions(command);
      const planned = plan(settings, { ...options, preset });
      if (options.json) {
        context.terminal.out(JSON.stringify({ ...planned, efficiency: undefined }));
      } else printPlan(context, planned);
    });
}

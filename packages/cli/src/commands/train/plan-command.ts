import {
  readRunSummary,
  largestBatch,
  planRanks,
  planTraining,
  readRunConfig,
  type RanksPlan,
  type TrainConfig,
  type TrainingPlan,
} from '@jssl/trainer';
import type { Command } from 'commander';

import { number } from '../../arguments/option-values.js';
import { UsageError } from '../../arguments/usage-error.js';
import type { CommandContext } from '../../process/command-context.js';
import { duration } from '../../terminal/progress.js';
import { table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';
import { addTrainOptions, trainConfigFrom } from './train-options.js';

interface PlanOptions {
  readonly images: number;
  readonly channels: number;
  readonly like?: string;
  readonly ranks: number;
  readonly bandwidth: number;
  readonly latency: number;
  readonly json?: boolean;
}

/** A kind of device, by its makers' figures: memory, and float32 operations a second at best. */
interface Device {
  readonly name: string;
  readonly gibibytes: number;
  readonly teraflops: number;
}

const devices: readonly Device[] = [
  { name: 'NVIDIA T4', gibibytes: 16, teraflops: 8.1 },
  { name: 'GeForce RTX 3060', gibibytes: 12, teraflops: 12.7 },
  { name: 'GeForce RTX 4090', gibibytes: 24, teraflops: 82.6 },
  { name: 'NVIDIA A100', gibibytes: 40, teraflops: 19.5 },
  { name: 'NVIDIA H100', gibibytes: 80, teraflops: 67 },
];

/** Shares of the best that convolutions reach, at the worst and at the best. */
const reached = [0.2, 0.5] as const;
/** What a runtime takes of a GPU for itself, and for convolutions while they run. */
const RUNTIME_BYTES = 2 * 2 ** 30;
/** The side of Tiny-ImageNet's images. */
const DEFAULT_SIDE = 64;

/** `jssl plan`: what a training will take. */
export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('plan')
    .option('--images <count>', 'training images (Tiny-ImageNet has 100000)', number, 100_000)
    .option('--channels <C>', 'channels of an image: 3 colored, 1 gray', number, 3)
    .option('--like <run>', 'a run on this machine, to tell the time from (default: none)');
  addTrainOptions(command)
    .option('--ranks <P>', 'processes that train together, on devices alike', number, 1)
    .option('--bandwidth <GB/s>', 'what a rank sends in a second, in 10⁹ bytes', number, 1.25)
    .option('--latency <µs>', 'of a message between two ranks, in microseconds', number, 30)
    .option('--json', 'print everything as JSON')
    .addHelpText(
      'after',
      `
Examples:
  jssl plan
  jssl plan --arch resnet18 --width 16 --image-size 28 --channels 1 --images 60000 --epochs 20
  jssl plan --batch-size 512 --accumulate 4 --precision bf16
  jssl plan --like runs/photos --arch resnet50
  jssl plan --like runs/photos --ranks 4 --bandwidth 12 --latency 2   (InfiniBand; 10 Gb/s is 1.25)

Without settings it is the original's training on Tiny-ImageNet-200: images of 64 pixels, ResNet-50.
Nothing is trained and no images are read. Operations and memory are counted; the times on other devices
are not measured: they are what 20 to 50 % of a device's float32 operations a second come to. With --like,
the time here is that run's, in proportion to the operations of an image. With --ranks a step is its share
of the operations and then what the ranks tell each other, by ring algorithms, none of it at the same time;
docs/distributed.md checks that against measurements, and says how to measure bandwidth and latency.`,
    )
    .action((options: PlanOptions) => {
      const config = trainConfigFrom(command, { ...options });
      const images = {
        count: config.limit ?? options.images,
        side: config.imageSize ?? DEFAULT_SIDE,
        channels: options.channels,
      };
      const plan = planTraining(config, images);
      const ranks = planRanks(config, images, {
        ranks: options.ranks,
        bytesPerSecond: options.bandwidth * 1e9,
        latencySeconds: options.latency / 1e6,
      });
      const told = plan.stepsPerEpoch * ranks.seconds;
      const onRanks = (seconds: number) => seconds / options.ranks + told;
      const alone = options.like === undefined ? undefined : secondsLike(options.like, plan);
      const here = alone === undefined ? undefined : onRanks(alone);
      const onDevices = devices.map((device) =>
        planOn(device, config, plan, options.ranks, onRanks),
      );
      if (options.json === true) {
        const ofRanks = options.ranks > 1 && { ranks: { count: options.ranks, ...ranks } };
        const times = { secondsPerEpochHere: here, devices: onDevices };
        context.terminal.out(JSON.stringify({ config, images, plan, ...ofRanks, ...times }));
        return;
      }
      const efficiency = alone !== undefined && here && alone / options.ranks / here;
      const ranksLines = options.ranks > 1 ? linesOfRanks(options.ranks, ranks, efficiency) : [];
      printPlan(context, config, plan, { here, ranksLines, onDevices });
    });
}

/**
 * The seconds of an epoch on the machine of a run, if time goes by operations.
 * @throws UsageError for a run without a complete epoch, or one that does not tell its images.
 */
function secondsLike(run: string, plan: TrainingPlan): number {
  const { config, metrics } = readRunSummary(run);
  const { data, views } = readRunConfig(run) as {
    readonly data?: { readonly channels?: unknown; readonly trainImages?: unknown };
    readonly views?: { readonly size?: unknown };
  };
  const [count, side, channels] = [data?.trainImages, views?.size, data?.channels].map(Number);
  const seconds = metrics.reduce((sum, epoch) => sum + epoch.durationSeconds, 0) / metrics.length;
  if (!count || !side || !channels || !(seconds > 0)) {
    throw new UsageError(
      `--like must be a run with a complete epoch that tells its images, got ${run}`,
    );
  }
  const { operationsPerEpoch } = planTraining(config, { count, side, channels });
  return (seconds * plan.operationsPerEpoch) / operationsPerEpoch;
}

/** What is told of the ranks of a job. */
function linesOfRanks(
  count: number,
  { share, collectives, bytesSent, seconds }: RanksPlan,
  efficiency: number | false | undefined,
): (readonly [string, string])[] {
  return [
    [`images of a step on each of ${count} ranks`, String(share)],
    [
      'sent by a rank in a step',
      `${(bytesSent / 2 ** 20).toFixed(1)} MiB, ${collectives} operations`,
    ],
    ['time of that', `${(1000 * seconds).toFixed(1)} ms`],
    ...(efficiency
      ? [['of the time of all ranks computes', `${(100 * efficiency).toFixed(0)} %`] as const]
      : []),
  ];
}

function planOn(
  { name, gibibytes, teraflops }: Device,
  { batchSize, accumulate }: TrainConfig,
  plan: TrainingPlan,
  ranks: number,
  onRanks: (seconds: number) => number,
) {
  const room = gibibytes * 2 ** 30 - RUNTIME_BYTES;
  const part = batchSize / accumulate;
  const bytes = plan.bytes - (part - part / ranks) * plan.bytesPerImage;
  const [slowest, fastest] = reached.map((share) =>
    onRanks(plan.operationsPerEpoch / (share * teraflops * 1e12)),
  );
  return {
    ...{ name, gibibytes, fits: bytes <= room, largestBatch: largestBatch(plan, room) },
    secondsPerEpoch: [fastest ?? NaN, slowest ?? NaN] as const,
  };
}

function printPlan(
  { terminal }: CommandContext,
  config: TrainConfig,
  plan: TrainingPlan,
  {
    here,
    ranksLines,
    onDevices,
  }: {
    here: number | undefined;
    ranksLines: readonly (readonly [string, string])[];
    onDevices: ReturnType<typeof planOn>[];
  },
): void {
  const { out } = terminal;
  const { epochs, batchSize, accumulate } = config;
  const size = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  const giga = (count: number) => (count / 1e9).toFixed(2);
  const taken = accumulate > 1 ? `, in ${accumulate} parts` : '';
  const lines: readonly (readonly [string, string])[] = [
    ['parameters', plan.parameters.toLocaleString('en-GB')],
    ['multiply-adds of an image, forward', `${giga(plan.multiplyAdds)} billion`],
    ['operations of a training image', `${giga(plan.operationsPerImage)} billion`],
    ['steps of an epoch', plan.stepsPerEpoch.toLocaleString('en-GB')],
    ['memory of weights, optimizer and queues', size(plan.stateBytes)],
    ['memory of an image', `${(plan.bytesPerImage / 2 ** 20).toFixed(1)} MiB`],
    [`memory of a batch of ${batchSize}${taken}, and those`, size(plan.bytes)],
    ...ranksLines,
    ...(here === undefined
      ? []
      : [
          [
            'here, by --like',
            `${duration(here)} an epoch, ${duration(here * epochs)} in all`,
          ] as const,
        ]),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) out(`${name.padEnd(width)}  ${value}`);
  out('');
  const range = ([fastest, slowest]: readonly [number, number], times = 1) =>
    `${duration(fastest * times)} to ${duration(slowest * times)}`;
  const rows = onDevices.map(({ name, gibibytes, fits, largestBatch, secondsPerEpoch }) => [
    `${name}, ${gibibytes} GiB`,
    fits ? 'yes' : 'no',
    String(largestBatch),
    range(secondsPerEpoch),
    range(secondsPerEpoch, epochs),
  ]);
  const header = ['not measured', 'fits', 'largest part', 'an epoch', `${epochs} epochs`];
  table(header, rows, outScreen(terminal)).forEach(out);
}

import type { DevicePlan, PlannedData, PlannedTraining } from '@jssl/workflows';

import type { CommandContext } from '../../process/command-context.js';
import { duration } from '../../terminal/progress.js';
import { table } from '../../terminal/table.js';
import { outScreen } from '../../terminal/terminal.js';

type Line = readonly [name: string, value: string];

/** Prints the cost of a training run, and how it fits some devices. */
export function printPlan({ terminal }: CommandContext, planned: PlannedTraining): void {
  const { out } = terminal;
  const lines = [...linesOfPlan(planned), ...linesOfRanks(planned), ...linesOfHere(planned)];
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) out(`${name.padEnd(width)}  ${value}`);
  out('');
  const { epochs } = planned.config;
  const header = ['estimated', 'fits', 'largest batch', 'an epoch', `${epochs} epochs`];
  const rows = [planned.processor, ...planned.devices].map((device) => deviceRow(device, epochs));
  table(header, rows, outScreen(terminal)).forEach(out);
}

/** Prints which training of which images is planned. */
export function printPlannedData(
  { terminal }: CommandContext,
  { config, images, isDerived }: PlannedData,
): void {
  const { method, arch, width, batchSize, m, epochs } = config;
  const { count, side, channels } = images;
  const settings = `${method}, ${arch} of width ${width}, ${side}x${side}x${channels}, batch ${batchSize}, M ${m}, ${epochs} epoch${epochs === 1 ? '' : 's'}`;
  terminal.out(`${count.toLocaleString('en-US')} training images`);
  terminal.out(`${isDerived ? 'settings as jssl train derives them' : 'settings'}: ${settings}`);
  terminal.out('');
}

function linesOfPlan({ config, plan }: PlannedTraining): Line[] {
  const { batchSize, accumulate } = config;
  const size = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
  const giga = (count: number) => (count / 1e9).toFixed(2);
  const parts = accumulate > 1 ? `, in ${accumulate} parts` : '';
  return [
    ['parameters', plan.parameters.toLocaleString('en-US')],
    ['multiply-adds per image, forward', `${giga(plan.multiplyAdds)} billion`],
    ['operations per training image', `${giga(plan.operationsPerImage)} billion`],
    ['steps per epoch', plan.stepsPerEpoch.toLocaleString('en-US')],
    ['memory for weights, optimizer and queues', size(plan.stateBytes)],
    ['memory per image', `${(plan.bytesPerImage / 2 ** 20).toFixed(1)} MiB`],
    [`memory in total, with a batch of ${batchSize}${parts}`, size(plan.bytes)],
  ];
}

function linesOfRanks({ ranks, efficiency }: PlannedTraining): Line[] {
  if (!ranks) return [];
  const { count, share, collectives, bytesSent, seconds } = ranks;
  return [
    [`images per step on each of ${count} ranks`, String(share)],
    [
      'sent by each rank per step',
      `${(bytesSent / 2 ** 20).toFixed(1)} MiB, ${collectives} operations`,
    ],
    ['communication time', `${(1000 * seconds).toFixed(1)} ms`],
    ...(efficiency === undefined
      ? []
      : [['share of the time spent computing', `${(100 * efficiency).toFixed(0)} %`] as const]),
  ];
}

function linesOfHere({ config, secondsPerEpochHere: here }: PlannedTraining): Line[] {
  if (here === undefined) return [];
  return [['here', `${duration(here)} per epoch, ${duration(here * config.epochs)} in total`]];
}

function deviceRow(device: DevicePlan, epochs: number): string[] {
  const { name, gibibytes, fits, largestBatch, secondsPerEpoch } = device;
  const [fastest, slowest] = secondsPerEpoch;
  const range = (times: number) => `${duration(fastest * times)} to ${duration(slowest * times)}`;
  return [
    `${name}, ${gibibytes} GiB`,
    fits ? 'yes' : 'no',
    String(largestBatch),
    range(1),
    range(epochs),
  ];
}

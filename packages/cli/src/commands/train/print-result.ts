import { formatLoss, formatPercentage, type EpochMetrics } from '@jssl/trainer';
import { runEpochs, type Training } from '@jssl/workflows';

import type { CommandContext } from '../../process/command-context.js';
import { announceFile } from '../../terminal/announce-file.js';
import { byteSize } from '../../terminal/byte-size.js';
import { columnsOf } from '../../terminal/screen.js';
import { sparkline } from '../../terminal/sparkline.js';
import { noteScreen, outScreen } from '../../terminal/terminal.js';
import { fitParts } from '../../terminal/wrap-parts.js';
import type { Stopped } from './show-training.js';

const CURVE_WIDTH = 40;

/** Prints the result of a training run, its peak memory in bytes, and what to do next. */
export function printResult(
  { terminal }: CommandContext,
  result: Training & Stopped,
  { json, peakMemoryBytes }: { json: boolean; peakMemoryBytes: number },
): void {
  if (json) {
    const { out, last, best, stopped, stoppedBy } = result;
    terminal.out(JSON.stringify({ out, last, best, stopped, stoppedBy, peakMemoryBytes }));
    return;
  }
  const { last, best, out, stopped } = result;
  if (last) terminal.out(sentenceOf('last', last));
  if (best) terminal.out(sentenceOf('best', best));
  const epochs = runEpochs(out);
  const highest = highestOf(epochs);
  if (
    highest?.validationTop1 !== undefined &&
    best?.validationTop1 !== undefined &&
    best.validationTop1 < highest.validationTop1
  ) {
    terminal.note(
      `epoch ${highest.epoch} reached ${formatPercentage(highest.validationTop1)}; the later epoch ${best.epoch} is not clearly worse, so it counts as the best`,
    );
  }
  const losses = epochs.map(({ trainLoss }) => trainLoss);
  // The highest accuracy among many epochs is partly luck.
  if (best?.validationTop1 !== undefined && best.epoch !== last?.epoch) {
    terminal.note(`epoch ${best.epoch} was picked by validation accuracy, so that is optimistic`);
  }
  if (losses.length > 1) {
    const curve = outScreen(terminal).paint('cyan', sparkline(losses, CURVE_WIDTH));
    terminal.out(
      `loss ${losses.map(formatLoss)[0] ?? ''} ${curve} ${losses.map(formatLoss).at(-1) ?? ''}`,
    );
  }
  terminal.out(`peak memory ${byteSize(peakMemoryBytes)}`);
  announceFile(terminal, out);
  if (stopped || !last) return;
  const { columns, paint } = noteScreen(terminal);
  const steps = nextSteps(out, last);
  const width = Math.max(...steps.map(([command]) => columnsOf(command)));
  terminal.note('next:');
  for (const [command, what] of steps) {
    terminal.note(
      `  ${fitParts([command.padEnd(width), paint('dim', what)], columns - 2)}`.trimEnd(),
    );
  }
}

/** The epoch of the highest validation accuracy. */
function highestOf(epochs: readonly EpochMetrics[]): EpochMetrics | undefined {
  return epochs.reduce<EpochMetrics | undefined>(
    (most, one) => ((one.validationTop1 ?? 0) > (most?.validationTop1 ?? 0) ? one : most),
    undefined,
  );
}

function sentenceOf(name: string, metrics: EpochMetrics): string {
  return (
    `${name} epoch ${metrics.epoch}: loss ${formatLoss(metrics.trainLoss)}` +
    (metrics.validationTop1 === undefined
      ? ''
      : `, kNN validation ${formatPercentage(metrics.validationTop1)}`) +
    (metrics.testTop1 === undefined ? '' : `, test ${formatPercentage(metrics.testTop1)}`) +
    (metrics.k === undefined ? '' : ` (k ${metrics.k})`)
  );
}

/** Commands for a complete run, and what each does. */
export function nextSteps(
  run: string,
  { testTop1 }: Pick<EpochMetrics, 'testTop1'>,
): (readonly [command: string, what: string])[] {
  return [
    ...(testTop1 === undefined
      ? []
      : ([[`jssl knn ${run}`, 'measures it against baselines']] as const)),
    [`jssl report ${run} OTHER`, 'compares it with another run'],
    [`jssl embed ${run} IMAGES`, 'writes features of images'],
    [`jssl train --resume ${run} --epochs N`, 'trains longer'],
  ];
}

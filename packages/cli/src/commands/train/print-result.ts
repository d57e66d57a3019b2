import type { EpochMetrics } from '@jssl/trainer';
import { runLosses, type Training } from '@jssl/workflows';

import type { CommandContext } from '../../process/command-context.js';
import { peakMemoryBytes } from '../../process/peak-memory.js';
import { byteSize } from '../../terminal/byte-size.js';
import { columnsOf } from '../../terminal/screen.js';
import { sparkline } from '../../terminal/sparkline.js';
import { noteScreen, outScreen } from '../../terminal/terminal.js';
import { fitParts } from '../../terminal/wrap-parts.js';
import type { Stopped } from './show-training.js';

const CURVE_WIDTH = 40;

/** Prints the result of a training, its peak memory, and what to do next. */
export function printResult(
  { terminal }: CommandContext,
  result: Training & Stopped,
  json: boolean,
): void {
  const peak = peakMemoryBytes();
  if (json) {
    const { out, last, best, stopped, stoppedBy } = result;
    terminal.out(JSON.stringify({ out, last, best, stopped, stoppedBy, peakMemoryBytes: peak }));
    return;
  }
  const { last, best, out, stopped } = result;
  if (last) terminal.out(sentenceOf('last', last));
  if (best) terminal.out(sentenceOf('best', best));
  const losses = runLosses(out);
  if (losses.length > 1) {
    const curve = outScreen(terminal).paint('cyan', sparkline(losses, CURVE_WIDTH));
    terminal.out(`loss ${losses[0]?.toFixed(4) ?? ''} ${curve} ${losses.at(-1)?.toFixed(4) ?? ''}`);
  }
  terminal.out(`peak memory ${byteSize(peak)}`);
  terminal.out(out);
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

function sentenceOf(name: string, metrics: EpochMetrics): string {
  return (
    `${name} epoch ${metrics.epoch}: loss ${metrics.trainLoss.toFixed(4)}` +
    (metrics.validationTop1 === undefined
      ? ''
      : `, kNN validation ${metrics.validationTop1.toFixed(2)} %`) +
    (metrics.testTop1 === undefined ? '' : `, test ${metrics.testTop1.toFixed(2)} %`)
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

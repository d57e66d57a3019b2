import type { ComparisonEstimate } from '@jssl/workflows';

import { UsageError } from '../../arguments/usage-error.js';
import { type Ask, isYes } from '../../terminal/ask.js';
import { duration } from '../../terminal/progress.js';
import type { Terminal } from '../../terminal/terminal.js';

/** A comparison that may take longer is started only after a yes, if there is somebody to ask. */
const ASK_SECONDS = 2 * 3600;

/** Says what a comparison will train and how long that takes, without the period. */
export function comparisonText(estimate: ComparisonEstimate): string {
  const { left, runs, config, images, seconds } = estimate;
  const [fastest, slowest] = seconds;
  const which = left === runs ? `${runs} runs` : `${left} of ${runs} runs that are left`;
  const epochs = `${config.epochs} epoch${config.epochs === 1 ? '' : 's'}`;
  return `${which.replace(/^1 runs/, '1 run')} of ${epochs} on ${images} images (${config.arch}, width ${config.width}): an estimated ${duration(fastest)} to ${duration(slowest)} of training on this processor, plus the evaluations`;
}

/**
 * Announces a comparison. One of hours is started only after a yes, if there is a terminal.
 * @param ask undefined if nobody can answer, or the answer was given.
 * @throws UsageError for any other answer.
 */
export async function announceComparison(
  terminal: Pick<Terminal, 'note'>,
  estimate: ComparisonEstimate,
  ask: Ask | undefined,
): Promise<void> {
  if (estimate.left === 0) return;
  terminal.note(comparisonText(estimate));
  if (!ask || estimate.seconds[1] < ASK_SECONDS) return;
  if (isYes(await ask('start? [y/N] '))) return;
  throw new UsageError(
    'nothing was trained; for less work set fewer --methods, --seeds, --temperatures or --epochs, a smaller --arch or --width, or --limit, and to start without this question add --yes',
  );
}

import { describeNote, type Dataset } from '@jssl/data';
import { printable } from '@jssl/settings';
import type { WorkProgress } from '@jssl/workflows/data';

import { flagOf } from '../arguments/flag-of.js';
import { createProgress, duration } from '../terminal/progress.js';
import type { CommandContext } from './command-context.js';
import { interruptible } from './interruptible.js';

/** Options passed to a function of `@jssl/workflows`, to show its progress and to stop it. */
export interface Shown {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: WorkProgress) => void;
  readonly onData: (data: Dataset) => void;
  readonly onNote: (sentence: string) => void;
}

interface WorkingOptions {
  /** What happens at the first Ctrl-C. Default `stopping`. */
  readonly whenStopped?: string;
  /** Ctrl-C ends the process at once after the data is open, because there is nothing to clean up. */
  readonly untilData?: boolean;
  /** When to print the skipped images: after the data is open, at the end, or never (default). */
  readonly skipped?: 'first' | 'last';
  /** Whether to print how the images were found. Default true. */
  readonly notes?: boolean;
}

/** Runs a call with progress, until Ctrl-C. */
export async function working<Result>(
  context: CommandContext,
  work: (shown: Shown) => Promise<Result>,
  { whenStopped = 'stopping', untilData = false, skipped, notes = true }: WorkingOptions = {},
): Promise<Result> {
  const { terminal } = context;
  const show = createProgress(terminal);
  const showStep = showProgress(show);
  let opened: Dataset | undefined;
  const result = await interruptible(terminal, whenStopped, async (signal, release) => {
    try {
      return await work({
        signal,
        onProgress: (progress) => {
          signal.throwIfAborted();
          showStep(progress);
        },
        onData: (data) => {
          opened = data;
          if (untilData) release();
          reportResized(context, data);
          if (data.repacked !== undefined) terminal.note(printable(data.repacked));
          if (notes) reportNotes(context, data);
          if (skipped === 'first') reportSkipped(context, data);
        },
        onNote: terminal.note,
      });
    } catch (error) {
      // A download that Ctrl-C interrupted fails with a different error.
      signal.throwIfAborted();
      throw error;
    } finally {
      terminal.status?.(undefined);
    }
  });
  if (opened && skipped === 'last') reportSkipped(context, opened);
  return result;
}

/** The same for a command that shows the training progress itself, with the loss. */
export function withoutTraining(shown: Shown): Shown {
  return {
    ...shown,
    onProgress: (progress) => {
      if (!progress.phase.startsWith('training')) shown.onProgress(progress);
    },
  };
}

function showProgress(show: ReturnType<typeof createProgress>): Shown['onProgress'] {
  let [phase, started, before] = ['', 0, 0];
  return (progress) => {
    const { done, total } = progress;
    if (progress.phase !== phase) {
      [phase, started, before] = [progress.phase, performance.now(), done];
    }
    // Since the first report, which may come after some images.
    const rate = (1000 * (done - before)) / (performance.now() - started);
    const hasRate = done > before && Number.isFinite(rate);
    const speed = phase.startsWith('embedding') && hasRate ? [`${rate.toFixed(0)} images/s`] : [];
    const left = hasRate && done < total ? [`${duration((total - done) / rate)} left`] : [];
    show(total > 0 ? done / total : 0, `${phase} ${done} of ${total}`, ...speed, ...left);
  };
}

function reportResized({ terminal }: CommandContext, data: Dataset): void {
  const { name, height, width } = data;
  if (!data.resized) return;
  terminal.note(
    `${name}: the images differ in size or are larger than 512 pixels, so they were resized and ` +
      `center-cropped to ${height}x${width}; --image-size sets another size`,
  );
}

/** How the images were found. */
function reportNotes({ terminal }: CommandContext, data: Dataset): void {
  for (const note of data.notes ?? []) {
    terminal.note(`note: ${printable(describeNote(note, data, flagOf))}`);
  }
}

/** The number of images that were left out. */
export function countSkipped(skipped: Dataset['skipped']): number {
  return skipped.reduce((sum, { images = 1 }) => sum + images, 0);
}

/** Counts the images that were left out, names up to ten, and gives the reasons for the rest. */
export function reportSkipped(
  { terminal }: CommandContext,
  { skipped }: Pick<Dataset, 'skipped'>,
): void {
  if (skipped.length === 0) return;
  const count = countSkipped(skipped);
  terminal.note(`${count} image${count === 1 ? ' was' : 's were'} skipped:`);
  for (const { path, reason, images } of skipped.slice(0, 10)) {
    const isSaid = images === undefined || reason.includes(` ${images} `);
    const what = isSaid ? '' : ` (${images} image${images === 1 ? '' : 's'})`;
    terminal.note(`  ${printable(path)}${what}: ${printable(reason)}`);
  }
  const rest = skipped.slice(10);
  if (rest.length > 0) terminal.note(`  and ${countSkipped(rest)} more${reasonsOf(rest)}`);
}

/** The most frequent reasons, if there are few different ones. */
function reasonsOf(skipped: Dataset['skipped']): string {
  const counts = new Map<string, number>();
  for (const { reason, images = 1 } of skipped) {
    counts.set(reason, (counts.get(reason) ?? 0) + images);
  }
  if (counts.size > 3) return '';
  const parts = [...counts].sort(([, first], [, second]) => second - first);
  return `: ${parts.map(([reason, count]) => `${count} × ${printable(reason)}`).join('; ')}`;
}

import type { Dataset } from '@jssl/data';
import { printable } from '@jssl/settings';
import type { WorkProgress } from '@jssl/workflows/data';

import { createProgress } from '../terminal/progress.js';
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
  /** Ctrl-C ends the process at once when the data is open: there is nothing to clean up. */
  readonly untilData?: boolean;
  /** Prints the skipped images: when the data is open, at the end, or never (default). */
  readonly skipped?: 'first' | 'last';
}

/** Runs a call with progress, until Ctrl-C. */
export async function working<Result>(
  context: CommandContext,
  work: (shown: Shown) => Promise<Result>,
  { whenStopped = 'stopping', untilData = false, skipped }: WorkingOptions = {},
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
          if (skipped !== undefined) reportNotes(context, data);
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

function showProgress(show: ReturnType<typeof createProgress>): Shown['onProgress'] {
  let [phase, started] = ['', 0];
  return (progress) => {
    const { done, total } = progress;
    if (progress.phase !== phase) [phase, started] = [progress.phase, performance.now()];
    const rate = (1000 * done) / (performance.now() - started);
    const speed = phase === 'embedding' && done > 0 ? [`${rate.toFixed(0)} images/s`] : [];
    show(total > 0 ? done / total : 0, `${phase} ${done} of ${total}`, ...speed);
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

function reportNotes({ terminal }: CommandContext, { name, notes = [] }: Dataset): void {
  for (const note of notes) terminal.note(`${printable(name)}: ${printable(note)}`);
}

/** Counts the images that were left out, and names up to ten. */
export function reportSkipped(
  { terminal }: CommandContext,
  { skipped }: Pick<Dataset, 'skipped'>,
): void {
  if (skipped.length === 0) return;
  terminal.note(`${skipped.length} image${skipped.length === 1 ? ' was' : 's were'} skipped:`);
  for (const { path, reason } of skipped.slice(0, 10)) {
    terminal.note(`  ${printable(path)}: ${printable(reason)}`);
  }
  if (skipped.length > 10) terminal.note(`  and ${skipped.length - 10} more`);
}

import { join } from 'node:path';

import type { Dataset } from '@jssl/data';
import { makeReport, type StudyOptions } from '@jssl/report';

import type { CommandContext } from '../../process/command-context.js';
import { interruptible } from '../../process/interruptible.js';
import { createProgress } from '../../terminal/progress.js';

/** Where the report of a run is, unless asked for elsewhere. */
export function reportFile(run: string): string {
  return join(run, 'report.html');
}

/** Makes the report of a run with progress, until Ctrl-C. */
export async function makeRunReport(
  { terminal }: CommandContext,
  run: string,
  data: Dataset,
  out: string,
  options: Pick<StudyOptions, 'weights'> = {},
): Promise<void> {
  const show = createProgress(terminal);
  await interruptible(terminal, 'stopping', (signal) =>
    makeReport(run, data, {
      ...options,
      out,
      signal,
      onProgress: ({ phase, done, total }) => {
        show(done / total, `report: ${phase}`);
      },
    }),
  ).finally(() => terminal.status?.(undefined));
}

/**
 * Makes the report of a run that has ended. What goes wrong is told in a sentence, and is no failure of
 * the training.
 */
export async function reportEndedRun(
  context: CommandContext,
  run: string,
  data: Dataset,
): Promise<void> {
  const { terminal } = context;
  const out = reportFile(run);
  try {
    await makeRunReport(context, run, data, out);
    terminal.note(`report: ${out}`);
  } catch (error) {
    terminal.note(`no report: ${(error as Error).message}; to make it: jssl report ${run}`);
  }
}

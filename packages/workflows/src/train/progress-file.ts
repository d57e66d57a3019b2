import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { StepProgress } from '@jssl/trainer';

const WRITTEN_EVERY_MS = 1000;

/** `progress.json` of a run in training, which `watch` reads. */
export interface ProgressFile {
  /** Writes the step, unless one was written within the last second. */
  write(progress: StepProgress): void;
  /** Removes the file: training has ended. */
  remove(): void;
}

/**
 * The progress file of a run folder, replaced as a whole. Failing to write it never fails a training.
 * @param now milliseconds since 1970.
 */
export function createProgressFile(run: string, now: () => number = Date.now): ProgressFile {
  const file = join(run, 'progress.json');
  const temporary = join(run, '.progress.json.tmp');
  let writtenAt = -Infinity;
  return {
    write: (progress) => {
      const time = now();
      if (time - writtenAt < WRITTEN_EVERY_MS) return;
      writtenAt = time;
      const updatedAt = new Date(time).toISOString();
      try {
        writeFileSync(temporary, JSON.stringify({ ...progress, updatedAt }));
        renameSync(temporary, file);
      } catch {
        // A full disk is reported by the checkpoint that it spoils.
      }
    },
    remove: () => {
      // Unwritten, it may belong to another process that holds the run.
      if (writtenAt === -Infinity) return;
      rmSync(file, { force: true });
      rmSync(temporary, { force: true });
    },
  };
}

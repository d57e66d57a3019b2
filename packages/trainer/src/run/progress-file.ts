import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { readRegularFile, replaceFile } from '@jssl/settings/node';

import { runFiles } from './run-files.js';

const WRITTEN_EVERY_MS = 1000;
/** Some numbers. */
const LARGEST = 2 ** 16;

/** The progress after each step. */
export interface StepProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done in this epoch. */
  readonly step: number;
  /** Steps of an epoch. */
  readonly steps: number;
  /** Mean loss of this epoch so far. */
  readonly loss: number;
  readonly imagesPerSecond: number;
  /** Estimated time to the end of the run, without evaluations. */
  readonly secondsLeft: number;
  readonly dataWaitShare: number;
}

/** The progress of a run in training, in its folder, for programs that follow it. */
export interface ProgressFile {
  /** Writes the step, at most once a second. */
  write(progress: StepProgress): void;
  /** Removes the file: the training has ended. */
  remove(): void;
}

/**
 * Writes the progress of a run into its folder. Errors are ignored, because training must not fail for this.
 * @param now milliseconds since 1970.
 * @example
 * ```ts
 * import { createProgressFile, readProgressFile } from '@jssl/trainer';
 *
 * const file = createProgressFile('runs/photos');
 * const step = { epoch: 1, epochs: 2, step: 3, steps: 5, loss: 2.5 };
 * file.write({ ...step, imagesPerSecond: 100, secondsLeft: 3, dataWaitShare: 0 });
 * console.log(readProgressFile('runs/photos')?.step); // 3
 * file.remove();
 * console.log(readProgressFile('runs/photos')); // undefined
 * ```
 */
export function createProgressFile(run: string, now: () => number = Date.now): ProgressFile {
  const file = join(run, runFiles.progress);
  let writtenAt = -Infinity;
  return {
    write: (progress) => {
      const time = now();
      if (time - writtenAt < WRITTEN_EVERY_MS) return;
      writtenAt = time;
      const updatedAt = new Date(time).toISOString();
      try {
        replaceFile(file, JSON.stringify({ ...progress, updatedAt }), { flush: false });
      } catch {
        // A full disk is reported when something important can't be written.
      }
    },
    remove: () => {
      // The file may belong to another process that now holds the run.
      if (writtenAt > -Infinity) rmSync(file, { force: true });
    },
  };
}

/**
 * The progress in a run folder, as last written; undefined when nothing trains there.
 * @example
 * ```ts
 * import { readProgressFile } from '@jssl/trainer';
 *
 * console.log(readProgressFile('runs/nowhere')); // undefined
 * ```
 */
export function readProgressFile(
  run: string,
): (StepProgress & { readonly updatedAt: string }) | undefined {
  try {
    const value: unknown = JSON.parse(
      readRegularFile(join(run, runFiles.progress), { largest: LARGEST }).toString(),
    );
    const { updatedAt, ...numbers } = value as Record<string, unknown>;
    const names = ['epoch', 'epochs', 'step', 'steps', 'loss', 'secondsLeft'];
    const isWhole = [...names, 'imagesPerSecond', 'dataWaitShare'].every((name) =>
      Number.isFinite(numbers[name]),
    );
    if (!isWhole || typeof updatedAt !== 'string') return undefined;
    return { ...(numbers as unknown as StepProgress), updatedAt };
  } catch {
    return undefined;
  }
}

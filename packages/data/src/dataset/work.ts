import type { Progress } from './dataset.js';

/** Options of long work. */
export interface WorkOptions {
  /** Called with the progress of each phase; not called if the work was done before. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Aborting it makes the call reject with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
}

/** Passed to each step of long work. */
export interface Work {
  /** Throws `signal.reason` if the signal is aborted. */
  readonly onProgress: (progress: Progress) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Runs long work. If the signal is aborted, rejects with `signal.reason`, whatever error that caused. */
export async function runWork<Result>(
  { onProgress, signal }: WorkOptions,
  run: (work: Work) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  try {
    return await run({
      signal,
      onProgress: (progress) => {
        signal?.throwIfAborted();
        onProgress?.(progress);
      },
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

/** Progress of long work; `done` grows to `total` within each phase. */
export interface WorkProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** Options of every long-running call. */
export interface WorkOptions {
  /** When it aborts, the call rejects with `signal.reason`. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: WorkProgress) => void) | undefined;
}

/** Reports progress, and rejects the work once its signal has aborted. */
export function progressOf({ signal, onProgress }: WorkOptions): (progress: WorkProgress) => void {
  return (progress) => {
    signal?.throwIfAborted();
    onProgress?.(progress);
  };
}

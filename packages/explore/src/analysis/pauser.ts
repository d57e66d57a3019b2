/** Work between two pauses, in milliseconds. */
const SLICE = 12;

/** Ends work that is no longer wanted, and lets requests be answered in between. */
export type Pause = () => Promise<void>;

/**
 * Makes a function to be awaited often within long work: it yields to the event loop every few milliseconds.
 * @throws `signal.reason` from the function, once the signal is aborted.
 */
export function pauser(signal?: AbortSignal): Pause {
  let started = performance.now();
  return async () => {
    if (performance.now() - started < SLICE) return;
    await new Promise(setImmediate);
    signal?.throwIfAborted();
    started = performance.now();
  };
}

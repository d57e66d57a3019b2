import { util } from '@tensorflow/tfjs-core';

/** Of Node and of browsers. */
declare function setTimeout(callback: () => void): unknown;

/** Longest time between two pauses, in milliseconds. */
const BUSY_MILLISECONDS = 50;

/**
 * A function to call between the parts of long work: when it has been busy for a while, it lets timers,
 * signals and input events run.
 */
export function createPauses(): () => Promise<void> {
  let last = util.now();
  return async () => {
    if (util.now() - last < BUSY_MILLISECONDS) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    last = util.now();
  };
}

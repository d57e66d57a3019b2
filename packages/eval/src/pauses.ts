import { util } from '@tensorflow/tfjs-core';

/** Available in Node and in browsers. */
declare function setTimeout(callback: () => void): unknown;

/** Longest time between two pauses, in milliseconds. */
const BUSY_MILLISECONDS = 50;

/**
 * Returns a function to call between the parts of long work. If the work has been busy for a while, it lets
 * timers, signals and input events run.
 */
export function createPauses(): () => Promise<void> {
  let last = util.now();
  return async () => {
    if (util.now() - last < BUSY_MILLISECONDS) return;
    await new Promise<void>((resolve) => setTimeout(resolve));
    last = util.now();
  };
}

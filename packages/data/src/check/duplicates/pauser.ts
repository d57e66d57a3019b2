/** Other work runs at least this often. */
const LONGEST_TURN_MS = 20;

/** Returns a function that lets other work run if it hasn't for a while. */
export function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < LONGEST_TURN_MS) return;
    await new Promise(setImmediate);
    last = performance.now();
  };
}

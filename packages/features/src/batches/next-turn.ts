/**
 * Lets the event loop turn once: timers, signals and messages are handled before the promise resolves. A step of a
 * training blocks it otherwise. In Node, in a page and in a worker.
 * @example
 * ```ts
 * import { nextTurn } from '@jssl/features/browser';
 *
 * let fired = false;
 * setTimeout(() => (fired = true));
 * for (let turn = 0; turn < 1000 && !fired; turn++) await nextTurn();
 * console.log(fired); // true
 * ```
 */
export async function nextTurn(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (resume: () => void) => void };
  if (setImmediate) {
    return new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
  return new Promise((resolve) => {
    // Not a timer, which browsers delay by 4 ms, or by a second in a tab that is not seen.
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { heapChecks } from './settings.mjs';

const file = fileURLToPath(new URL('worker.mjs', import.meta.url));
const LIMIT_SECONDS = 600;

/** A process that compares convolutions under a setting; restarted if it ends early. */
export class ConvolutionWorker {
  #setting;
  #child;

  /** @param {import('./settings.mjs').Setting} [setting] */
  constructor(setting) {
    this.#setting = setting;
  }

  /**
   * Goes on with another setting: in the same process if that differs only in the precision, since TensorFlow takes
   * longer to load than a convolution to compare.
   * @param {import('./settings.mjs').Setting} setting
   */
  async use(setting) {
    const processOf = (of) => JSON.stringify([of?.backend, of?.env]);
    if (processOf(setting) !== processOf(this.#setting)) await this.end();
    this.#setting = setting;
  }

  /**
   * @returns the error of each route and direction in units of what rounding may do; none and how the
   * process ended if it did.
   */
  async compare(shape, seed) {
    const child = (this.#child ??= this.#start());
    const watchdog = setTimeout(() => child.kill('SIGKILL'), LIMIT_SECONDS * 1000);
    // Takes the listeners off whichever comes first.
    const over = new AbortController();
    const { signal } = over;
    const answered = once(child, 'message', { signal }).then(([message]) => message);
    const ended = once(child, 'exit', { signal }).then(([code, by]) => ({ end: by ?? code }));
    for (const one of [answered, ended]) one.catch(() => undefined);
    child.send({ shape, seed, precision: this.#setting.precision });
    const first = await Promise.race([answered, ended]);
    over.abort();
    clearTimeout(watchdog);
    if (first.errors) return { errors: first.errors, ended: undefined };
    this.#child = undefined;
    return { errors: [], ended: `the process ended with ${first.end}` };
  }

  /** The convolutions that end a process of their own within eight times. */
  async thoseThatEnd(shapes, seed) {
    const found = [];
    for (const shape of shapes) {
      const alone = new ConvolutionWorker(this.#setting);
      for (let time = 0; time < 8; time++) {
        const { ended } = await alone.compare(shape, seed + time);
        if (!ended) continue;
        found.push(shape);
        break;
      }
      await alone.end();
    }
    return found;
  }

  async end() {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.disconnect();
    await ended;
  }

  #start() {
    const { backend, env } = this.#setting;
    return fork(file, [backend], {
      // Errors may be Infinity.
      serialization: 'advanced',
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', NODE_OPTIONS: '', ...heapChecks(), ...env },
    });
  }
}

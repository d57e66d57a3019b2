import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** A worker process of a benchmark: prepares once, then does one run per request. */
export class Worker {
  /**
   * @param {string} row `torch-…` takes PyTorch, every other JSSL.
   * @param {object} definition the case.
   * @param {{ python: string, environment?: NodeJS.ProcessEnv, onError?: (text: string) => void }} options `onError`
   *   gets what the process prints on standard error; by default it is printed here.
   */
  constructor(row, definition, { python, environment = process.env, onError }) {
    const [command, file] = row.startsWith('torch')
      ? [python, join(here, 'torch_worker.py')]
      : [process.execPath, join(here, 'jssl-worker.mjs')];
    this.row = row;
    this.process = spawn(command, [file, JSON.stringify(definition), row], {
      stdio: ['pipe', 'pipe', onError ? 'pipe' : 'inherit'],
      env: environment,
    });
    this.process.stderr?.on('data', (data) => onError?.(String(data)));
    // Without this, writing to a process that has ended would end this one; `answer` says that it has.
    this.process.stdin.on('error', () => undefined);
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  async answer() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error(`the worker ${this.row} ended early`);
    return JSON.parse(value);
  }

  run() {
    this.process.stdin.write('run\n');
    return this.answer();
  }

  end() {
    this.process.stdin.end();
    return this.answer();
  }
}

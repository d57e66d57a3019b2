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
   * @param {{ python: string, environment?: NodeJS.ProcessEnv }} options
   */
  constructor(row, definition, { python, environment = process.env }) {
    const [command, file] = row.startsWith('torch')
      ? [python, join(here, 'torch_worker.py')]
      : [process.execPath, join(here, 'jssl-worker.mjs')];
    this.row = row;
    this.process = spawn(command, [file, JSON.stringify(definition), row], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: environment,
    });
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

import { execFileSync } from 'node:child_process';

import { median } from '../bench/report.mjs';
import { Worker } from '../bench/worker.mjs';

/** What is slower to come than its share of the time is given up for the next. */
const ROUNDS = 5;
/** What is kept of what a worker prints on standard error. */
const KEPT = 4000;

/** Answers in time, or throws. */
async function within(deadline, answer) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('out of time')), deadline - performance.now());
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** MiB in use on each GPU, by all processes; none where nvidia-smi is not there. */
function usedGpuMemory() {
  try {
    const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits'];
    return execFileSync('nvidia-smi', query, { encoding: 'utf8' }).trim().split('\n').map(Number);
  } catch {
    return [];
  }
}

/**
 * Times steps of JSSL and of PyTorch in turn, and records each time as it comes.
 * @param {object} definition the case, for both workers.
 * @param {string} precision `f32`, `tf32` or `bf16`.
 * @param {{ record: import('./record.mjs').Record, path: string[], seconds: number, python: string | undefined,
 *   environment: NodeJS.ProcessEnv }} options `environment` is JSSL's; without `python` it runs alone.
 */
export async function compareSteps(definition, precision, options) {
  const { record, path, seconds, python, environment } = options;
  const deadline = performance.now() + seconds * 1000;
  const started = [`jssl-${precision}`, ...(python ? [`torch-${precision}`] : [])].map(
    (row) =>
      new Worker(row, definition, {
        python: python ?? '',
        environment: row.startsWith('torch') ? process.env : environment,
        onError: (text) => {
          const said = record.get([...path, 'stderr']);
          record.set([...path, 'stderr'], { [row]: `${said[row] ?? ''}${text}`.slice(-KEPT) });
        },
      }),
  );
  try {
    const workers = [];
    for (const worker of started) {
      const ready = await within(deadline, worker.answer()).catch((error) => {
        // PyTorch may be missing: JSSL's times alone still tell something.
        if (worker === started[0]) throw error;
        record.set(path, { error: error.message });
      });
      if (!ready) continue;
      workers.push(worker);
      record.set([...path, 'versions'], { [worker.row]: ready.ready });
    }
    const rows = workers.map(({ row }) => row);
    const times = Object.fromEntries(rows.map((row) => [row, []]));
    for (let round = -1; round < ROUNDS; round++) {
      for (const worker of workers) {
        const { ms } = await within(deadline, worker.run());
        if (round < 0) record.set([...path, 'warmUpMs'], { [worker.row]: ms });
        else times[worker.row].push(ms);
      }
      if (round < 0) record.set(path, { gpuMemoryMiB: usedGpuMemory() });
      else record.set(path, { ms: times, ...summary(times, rows) });
    }
    for (const worker of workers) {
      record.set([...path, 'peaks'], { [worker.row]: await within(deadline, worker.end()) });
    }
  } finally {
    for (const worker of started) worker.process.kill('SIGKILL');
  }
}

/** Medians, and how many times as fast as PyTorch. */
function summary(times, rows) {
  const [own = '', peer] = rows;
  const medians = Object.fromEntries(
    Object.entries(times).map(([row, all]) => [row, Number(median(all).toFixed(2))]),
  );
  if (peer === undefined) return { medians };
  const ratios = times[own].flatMap((ms, round) =>
    round in times[peer] ? [times[peer][round] / ms] : [],
  );
  return { medians, speedOfPyTorch: Number(median(ratios).toFixed(3)) };
}

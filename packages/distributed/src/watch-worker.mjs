/** The thread that watches a process of a job; see `watchJob`. */
import { existsSync, readFileSync, rmSync, rmdirSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { workerData } from 'node:worker_threads';

import koffi from 'koffi';

const watch = /** @type {import('./signs-of-life.js').Watch} */ (workerData);
const { state, fields, operations, rank, size, folder, hangSeconds } = watch;
const beatMs = Math.min(2000, Math.max(25, hangSeconds * 50));
/** Counted in beats, not seconds: they stop while a process is suspended. */
const patience = Math.ceil((hangSeconds * 1000) / beatMs);

/** Created by the first process that ends the job. */
const ended = join(folder, 'ended');
const signFile = (/** @type {number} */ of) => join(folder, `rank-${of}.json`);

/** The call that the process waits in; empty while it works. */
function currentOperation() {
  const awaited = Atomics.load(state, fields.underWay) > 0 ? 'allReduceAsync' : '';
  return operations[Atomics.load(state, fields.operation)] || awaited;
}

/**
 * Writes the state of this process for the others.
 * @param {number} beat
 * @param {string} operation
 * @param {boolean} still
 * @returns {import('./signs-of-life.js').Sign}
 */
function giveSign(beat, operation, still) {
  const calls = Atomics.load(state, fields.calls);
  const sign = { beat, calls, operation, still, host: hostname(), process: process.pid };
  try {
    writeFileSync(signFile(rank), JSON.stringify(sign));
  } catch {
    // A full disk must not end the job.
  }
  return sign;
}

/** The last sign of each process, and for how many beats of this one it has not changed. */
const others = Array.from({ length: size }, () => ({ text: '', beats: 0 }));

function listen() {
  others.forEach((other, index) => {
    let text = '';
    try {
      text = readFileSync(signFile(index), 'utf8');
    } catch {
      // On a machine that does not share the folder: its state is unknown, and it is never blamed.
    }
    other.beats = text === other.text ? other.beats + 1 : 0;
    other.text = text;
  });
}

/**
 * @param {{ text: string }} other
 * @returns {import('./signs-of-life.js').Sign | undefined} undefined if it has none, or is writing it now
 */
function signOf({ text }) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Why the job must end, found by a process that has waited too long in `operation`. */
function diagnose(/** @type {string} */ operation) {
  const waits = `rank ${rank} waited in ${operation}`;
  const silent = others.flatMap((other, index) => {
    if (index === rank || other.text === '' || other.beats < patience / 2) return [];
    const sign = signOf(other);
    return [sign ? `rank ${index} (${sign.host}, process ${sign.process})` : `rank ${index}`];
  });
  if (silent.length > 0) {
    const verb = silent.length > 1 ? 'hang' : 'hangs';
    return `${silent.join(', ')} ${verb}: no heartbeat while ${waits} for ${hangSeconds} s`;
  }
  const signs = others.map(signOf);
  if (!signs.every((sign) => sign?.operation && sign.still)) return undefined;
  const calls = signs.map(
    (sign, index) => `rank ${index} in ${sign?.operation} (call ${sign?.calls})`,
  );
  return `all have waited for each other for ${hangSeconds} s: ${calls.join(', ')}`;
}

/** Prints the reason, unless another process has. */
function accuse(/** @type {string} */ reason) {
  try {
    writeFileSync(ended, '', { flag: 'wx' });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return;
  }
  try {
    writeSync(2, `${reason}; the job ends\n`);
  } catch {
    // Nobody reads it.
  }
}

function endJob() {
  try {
    const abort = koffi.load(watch.library).func('MPI_Abort', 'int', [watch.handleType, 'int']);
    abort.async(watch.world, 1, () => undefined);
    Atomics.wait(state, fields.watching, 1, 2000);
  } finally {
    process.kill(process.pid, 'SIGKILL'); // In case the main thread blocks MPI.
  }
}

function turn(/** @type {1 | 2} */ watching) {
  Atomics.store(state, fields.watching, watching);
  Atomics.notify(state, fields.watching);
}

let progress = 0;
let quiet = 0;
let endedBeats = 0;
for (let beat = 0; Atomics.load(state, fields.left) === 0; beat++) {
  // Read before the progress, which every call increments before it ends: a process that has just returned
  // from a long wait must not look like one that makes no progress outside a call.
  const operation = currentOperation();
  const now = Atomics.load(state, fields.progress);
  quiet = now === progress ? quiet + 1 : 0;
  progress = now;
  const still = quiet >= patience;
  const { calls, host } = giveSign(beat, operation, still);
  if (quiet === 0) others.forEach((other) => (other.beats = 0));
  if (operation !== '' && quiet >= patience / 2) listen();
  if (still) {
    const reason =
      operation === ''
        ? `rank ${rank} (${host}, process ${process.pid}) hangs: no progress for ${hangSeconds} s, after ${calls} ${calls === 1 ? 'call' : 'calls'}`
        : diagnose(operation);
    if (reason !== undefined) {
      accuse(reason);
      endJob();
    }
  }
  if (existsSync(ended) && ++endedBeats > 2) endJob();
  turn(1);
  Atomics.wait(state, fields.left, 0, beatMs);
}
try {
  rmSync(signFile(rank), { force: true });
  rmdirSync(folder);
} catch {
  // The last process to leave removes it.
}
turn(2);

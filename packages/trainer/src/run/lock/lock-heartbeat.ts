import { Worker } from 'node:worker_threads';

import { BEAT_DIGITS, lockHead, type LockRecord } from './lock-record.js';

/** How often the holder of a lock writes a heartbeat. */
export const BEAT_MS = 5000;

/**
 * Runs in its own thread, because a training step can block the main thread for minutes. It opens the file
 * once: if another process takes over the lock, later heartbeats go to the old, unlinked file.
 */
const code = `
const { closeSync, fsyncSync, openSync, readSync, writeSync } = require('node:fs');
const { path, head, digits, every } = require('node:worker_threads').workerData;
const expected = Buffer.from(head);
const descriptor = openSync(path, 'r+');
const found = Buffer.alloc(expected.length);
readSync(descriptor, found, 0, found.length, 0);
if (found.equals(expected)) {
  let beat = 0;
  setInterval(() => {
    try {
      writeSync(descriptor, String(++beat).padStart(digits, '0'), expected.length);
      fsyncSync(descriptor);
    } catch {}
  }, every);
} else closeSync(descriptor);
`;

/**
 * Writes heartbeats to a lock file that this process holds, until it ends or the returned function is
 * called. Does not keep the process alive.
 */
export function startHeartbeat(path: string, record: LockRecord, every = BEAT_MS): () => void {
  const head = lockHead(record);
  const workerData = { path, head, digits: BEAT_DIGITS, every };
  // Flags of the process such as --import must not apply to this thread.
  const worker = new Worker(code, { eval: true, workerData, execArgv: [], env: {} });
  worker.unref();
  // Without heartbeats, only processes elsewhere can take over the lock, and this process will notice.
  worker.on('error', () => undefined);
  return () => {
    void worker.terminate();
  };
}

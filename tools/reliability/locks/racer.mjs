/** A process that races for a lock: tries to lock the given folder, and reports whether it succeeded. */
import { rmSync, writeFileSync } from 'node:fs';

import { lockRun } from '../../../packages/trainer/dist/run/lock/run-lock.js';

const [, , held] = process.argv;
let lock;

process.on(
  'message',
  (/** @type {{ folder?: string, at?: number, release?: boolean }} */ asked) => {
    const answer = { got: false, overlap: false };
    if (asked.release) {
      if (lock) rmSync(held, { force: true });
      lock?.release();
      lock = undefined;
    } else {
      while (Date.now() < (asked.at ?? 0));
      try {
        lock = lockRun(asked.folder ?? '', { patienceMs: 0 });
        answer.got = true;
        // Creating this file fails while another process holds the lock.
        writeFileSync(held, '', { flag: 'wx' });
      } catch (error) {
        answer.overlap = error.code === 'EEXIST';
        if (error.code !== 'JSSL_INPUT' && !answer.overlap) answer.error = String(error.stack);
      }
    }
    process.send?.(answer);
  },
);
process.on('disconnect', () => process.exit());
process.send?.('ready');

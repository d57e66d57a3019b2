import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

import { useConvolutionAlgorithm } from '../kernels/convolution-algorithm.js';

const ofThread = '/proc/thread-self/status';

/** Whether a signal is blocked, by what Linux says of a thread. */
function blocks(status: string, signal: number): boolean {
  const mask = BigInt(`0x${/^SigBlk:\s*(\w+)/m.exec(status)?.[1] ?? '0'}`);
  return (mask & (1n << BigInt(signal - 1))) !== 0n;
}

// oneDNN's matrix product points the stack pointer to the heap, which the frame of a handler would overwrite.
test('signals go to threads that compute nothing, and children get all of them', () => {
  const hasKernels = useConvolutionAlgorithm() !== 'direct';
  if (process.arch !== 'x64' || !existsSync(ofThread) || !hasKernels) return;
  // SIGINT, SIGTERM, SIGCHLD, SIGWINCH; and SIGPROF, which V8 sends to the thread that it watches.
  const [sent, profile] = [[2, 15, 17, 28], 27];
  const own = readFileSync(ofThread, 'utf8');
  expect(sent.every((signal) => blocks(own, signal))).toBe(true);
  expect(blocks(own, profile)).toBe(false);
  const ofChild = execFileSync('cat', ['/proc/self/status'], { encoding: 'utf8' });
  expect(sent.some((signal) => blocks(ofChild, signal))).toBe(false);
});

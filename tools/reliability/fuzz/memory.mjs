/** Measures the memory that reading a file takes, beyond what the process used before. */
import { readFileSync, writeFileSync } from 'node:fs';

const isLinux = process.platform === 'linux';

/** This process and those that it has started (Linux). */
const processes = () => [
  process.pid,
  ...readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1')
    .split(' ')
    .slice(0, -1)
    .map(Number),
];

/** Makes the peak of a process what it has now. */
function forgetPeak(pid) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // It has ended.
  }
}

/** The most resident memory of a process in bytes since it was last forgotten; 0 if it has ended. */
function peakOf(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function peak() {
  if (!isLinux) return process.resourceUsage().maxRSS * 1024;
  return processes().reduce((sum, pid) => sum + peakOf(pid), 0);
}

/**
 * Begins to look at the memory.
 * @returns a function that says how many bytes it has grown by at most: resident, or in buffers, of
 * which untouched parts are not resident. A process that ends meanwhile is not counted.
 */
export function watchMemory() {
  if (isLinux) processes().forEach(forgetPeak);
  const before = { peak: peak(), buffers: process.memoryUsage().arrayBuffers };
  return () =>
    Math.max(0, peak() - before.peak, process.memoryUsage().arrayBuffers - before.buffers);
}

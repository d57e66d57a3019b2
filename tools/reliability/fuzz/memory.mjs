/** What reading a file takes in memory, beyond what the process had before. */
import { readFileSync, writeFileSync } from 'node:fs';

/** The most resident memory in bytes since it was last forgotten (Linux), or since the process began. */
function peak() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) * 1024;
}

/**
 * Begins to look at the memory.
 * @returns a function that says how many bytes it has grown by at most: resident, or in buffers, of
 * which untouched parts are not resident.
 */
export function watchMemory() {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
  const before = { peak: peak(), buffers: process.memoryUsage().arrayBuffers };
  return () =>
    Math.max(0, peak() - before.peak, process.memoryUsage().arrayBuffers - before.buffers);
}

import { peakMemoryBytes } from './peak-memory.js';

test('the peak is in bytes', () => {
  const held = Buffer.alloc(50e6, 1);
  const now = process.memoryUsage.rss();
  expect(held.length).toBe(50e6);
  // Node counts the peak in kilobytes, 1,024 times fewer. The kernel counts either loosely, and a worker may have
  // held more before.
  expect(peakMemoryBytes()).toBeGreaterThan(now / 2);
  expect(peakMemoryBytes()).toBeLessThan(now * 200);
});

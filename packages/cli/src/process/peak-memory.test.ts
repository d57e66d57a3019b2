import { peakMemoryBytes } from './peak-memory.js';

test('the peak is in bytes, and never less than what is held now', () => {
  const held = Buffer.alloc(50e6, 1);
  const now = process.memoryUsage.rss();
  expect(held.length).toBe(50e6);
  // Node counts the peak in kilobytes.
  expect(peakMemoryBytes()).toBeGreaterThan(now - 1024);
  expect(peakMemoryBytes()).toBeLessThan(now * 20);
});

import { memorySize, peakMemoryBytes } from './peak-memory.js';

test('the peak is in bytes, and never less than what is held now', () => {
  const held = Buffer.alloc(50e6, 1);
  const now = process.memoryUsage.rss();
  expect(held.length).toBe(50e6);
  // Node counts the peak in kilobytes.
  expect(peakMemoryBytes()).toBeGreaterThan(now - 1024);
  expect(peakMemoryBytes()).toBeLessThan(now * 20);
});

test.each([
  [730_400_000, '730 MB'],
  [999_000_000, '999 MB'],
  [1_000_000_000, '1.0 GB'],
  [1_149_000_000, '1.1 GB'],
  [12_960_000_000, '13.0 GB'],
])('%i bytes are %s', (bytes, words) => {
  expect(memorySize(bytes)).toBe(words);
});

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';

const command = join(import.meta.dirname, '../../reliability/convolutions.mjs');

/** Where oneDNN's kernel for the filter gradient is wrong or breaks the heap: 1x1, stride 2, few channels. */
const narrow = [
  ...[1, 2, 3, 5, 7, 8, 12].map((channels) => `1/2/${channels}/${2 * channels}/8/8/16`),
  '1/2/3/6/32/32/16',
];

/** Both tile sizes, on sides that are no multiples of theirs. */
const fast = [
  ...['3/1/16/16/9/9/5', '3/1/32/16/13/10/3', '3/1/64/48/11/12/2', '3/1/16/80/3/9/2'],
  '3/1/16/32/15/16/16',
];

/** Drawn from those of all encoders. */
const SAMPLE = 6;

test('convolutions and their gradients are those of float64, however they are computed', () => {
  if (tf.getBackend() !== 'tensorflow') return;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [
      command,
      ...['--sample', `${SAMPLE}`, '--products', '1e6', '--seed', '20240229'],
      ...[...narrow, ...fast].flatMap((shape) => ['--shape', shape]),
    ],
    { encoding: 'utf8' },
  );
  expect([status, signal, stderr]).toEqual([0, null, '']);
  const rows = stdout
    .split('\n')
    .filter((line) => /^\| (oneDNN|Eigen|WebAssembly|Winograd)/.test(line));
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const row of rows) {
    const [count, ...numbers] = row.split('|').slice(3, -1).map(Number);
    const failures = numbers.pop();
    expect(failures).toBe(0);
    if (row.includes('Winograd')) expect(count).toBeGreaterThanOrEqual(fast.length);
    else expect(count).toBe(narrow.length + fast.length + SAMPLE);
    // Exact values would mean that nothing was compared.
    for (const worst of numbers) expect(worst).toBeGreaterThan(0);
    for (const worst of numbers) expect(worst).toBeLessThanOrEqual(1);
  }
});

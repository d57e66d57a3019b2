import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import * as tf from '@tensorflow/tfjs';

const command = join(import.meta.dirname, '../../reliability/convolutions.mjs');

/** Where oneDNN's kernel for the filter gradient is wrong or breaks the heap: 1x1, stride 2, few channels. */
const narrow = [1, 2, 3, 5, 7, 8, 12].flatMap((channels) =>
  [8, 32].map((side) => `1/2/${channels}/${2 * channels}/${side}/${side}/16`),
);

test('convolutions and their gradients are those of float64, however they are computed', () => {
  if (tf.getBackend() !== 'tensorflow') return;
  const { status, signal, stdout, stderr } = spawnSync(
    process.execPath,
    [
      command,
      ...['--sample', '26', '--products', '1e6', '--seed', '20240229'],
      ...narrow.flatMap((shape) => ['--shape', shape]),
    ],
    { encoding: 'utf8' },
  );
  expect([status, signal, stderr]).toEqual([0, null, '']);
  const rows = stdout.split('\n').filter((line) => /^\| (oneDNN|Eigen|WebAssembly)/.test(line));
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const row of rows) {
    const [count, ...numbers] = row.split('|').slice(3, -1).map(Number);
    const failures = numbers.pop();
    expect([count, failures]).toEqual([40, 0]);
    // Exact values would mean that nothing was compared.
    for (const worst of numbers) expect(worst).toBeGreaterThan(0);
    for (const worst of numbers) expect(worst).toBeLessThanOrEqual(1);
  }
});

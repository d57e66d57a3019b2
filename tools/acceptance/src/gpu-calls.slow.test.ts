import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

interface Report {
  readonly problems: readonly string[];
  readonly steps: readonly {
    readonly precision?: string;
    readonly ops: number;
    readonly uploads: number;
    readonly reads: number;
    readonly loss: number;
    readonly lossOnCpu: number;
  }[];
}

test('the routes of a GPU call kernels that it has, seldom, and read back the loss alone', () => {
  const script = join(__dirname, '..', '..', 'gpu', 'recorded-calls.mjs');
  const { problems, steps } = JSON.parse(
    execFileSync(process.execPath, [script], { encoding: 'utf8' }),
  ) as Report;
  expect(problems).toEqual([]);
  expect(steps).toHaveLength(6);
  for (const { loss, lossOnCpu, reads } of steps) {
    expect(reads).toBe(1);
    // The routes add in other orders: 2^-24 for each of some thousand roundings in a chain of three steps.
    expect(Math.abs(loss / lossOnCpu - 1)).toBeLessThan(1e-4);
  }
  // ResNet-50 with Adam, float32 and bfloat16.
  const [float, half] = steps;
  expect(float?.ops).toBeLessThanOrEqual(1100);
  expect(half?.ops).toBeLessThanOrEqual(1300);
  expect(float?.uploads).toBeLessThanOrEqual(40);
});

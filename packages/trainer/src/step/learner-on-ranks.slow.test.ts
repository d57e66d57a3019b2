import { join } from 'node:path';

import { runRanks } from '@jssl/testing';

import { expectGoldenTrace } from '../fixtures/expect-golden-trace.js';
import type { AskedOfRanks, LearnedOnRanks } from '../fixtures/learn-on-ranks.js';
import type { StepMetric } from '../metrics/metrics-table.js';

function learn(ranks: number, asked: AskedOfRanks): LearnedOnRanks {
  const { code, out, notes } = runRanks(ranks, join(__dirname, '../fixtures/learn-on-ranks.ts'), {
    args: [JSON.stringify(asked)],
    env: { TF_NUM_INTRAOP_THREADS: '1' },
  });
  if (code !== 0) throw new Error(`mpirun ended with ${code ?? 'no code'}: ${notes}`);
  return JSON.parse(out) as LearnedOnRanks;
}

type Learned = LearnedOnRanks['runs'][number];

/**
 * Relative, in each of three steps: 1.5e-6 was seen. The last stage sees 1×1 pixels, so with `accumulate`
 * its batch norms have four numbers a channel, some nearly alike, and magnify rounding: in one process,
 * images that are another by half a unit in the last place (1.2e-7) move a term of the first step by up to
 * 3.9e-6. Without another rank's share a loss is another by hundredths.
 */
const tolerance = 5e-6;

/**
 * Of the sum of all weights' absolute values, 1,500 to 3,400. Adam's first steps move a weight by the
 * learning rate, 1e-3, towards its gradient's sign, so one whose gradient is nothing but rounding is up to
 * 2 · 3 · 1e-3 = 6e-3 apart after three steps. 0.053 was seen, nine such weights of 11,434;
 * this is fifty.
 */
const weightTolerance = 50 * 6e-3;

/** Expects the same losses and, less closely, the same measures, of which the gradient's norm is the worst. */
function expectSame(actual: Learned | undefined, expected: Learned | undefined): void {
  if (!expected) throw new Error('nothing was learned alone');
  expect(actual?.steps).toHaveLength(3);
  expected.steps.forEach(({ losses, health }, at) => {
    const step = actual?.steps[at];
    for (const [name, value] of Object.entries(losses) as [keyof typeof losses, number?][]) {
      if (value === undefined) continue;
      expect(Math.abs((step?.losses[name] ?? NaN) / value - 1)).toBeLessThan(tolerance);
    }
    expect(Object.keys(step?.health ?? {}).sort()).toEqual(Object.keys(health).sort());
    for (const [name, value] of Object.entries(health) as [StepMetric, number][]) {
      const difference = Math.abs((step?.health[name] ?? NaN) - value);
      expect(difference / Math.max(1, value)).toBeLessThan(30 * tolerance);
    }
  });
  expect(Math.abs((actual?.weightSum ?? NaN) - expected.weightSum)).toBeLessThan(weightTolerance);
}

test('2 ranks learn what one process does', () => {
  const asked = [
    // With synchronized batch norm. The cosine methods share all that ranks do with the Jaccard ones.
    ['jaccard-moco', { syncBn: true, accumulate: 2, symmetric: true }] as const,
    ['jaccard-simclr', { syncBn: true, accumulate: 2, clipNorm: 0.5 }] as const,
    // Each rank is a batch-norm group.
    ['moco', {}] as const,
  ];
  const { runs, alone, weightSums } = learn(2, { runs: asked });
  asked.forEach((_, at) => {
    expectSame(runs[at], alone[at]);
    expect(weightSums[at]).toEqual([runs[at]?.weightSum, runs[at]?.weightSum]);
  });
});

/** What takes half a minute, and follows from the test above and the trace of one process. */
const long = process.env['JSSL_ALL_SUITES'] === 'true' ? test : test.skip;

long('2 ranks learn the golden trace', () => {
  // The second step has all that differs from one process: keys in the queue, a shuffle and updated weights.
  const goldenSteps = 2;
  const { trace } = learn(2, { runs: [], goldenSteps });
  if (!trace) throw new Error('no trace');
  expectGoldenTrace(trace, goldenSteps);
});

test('4 ranks learn what one process does, with two images each', () => {
  const { runs, alone, weightSums } = learn(4, { runs: [['jaccard-moco', { syncBn: true }]] });
  expectSame(runs[0], alone[0]);
  expect(weightSums[0]).toEqual(Array.from({ length: 4 }, () => runs[0]?.weightSum));
});

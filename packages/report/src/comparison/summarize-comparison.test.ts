import type { Comparison, EncoderMeasures } from '@jssl/trainer';

import { acrossVendors, comparison } from '../fixtures/hand-made-comparison.js';
import { comparisonTables } from './page/comparison-tables.js';
import { judgeComparison } from './judge-comparison.js';
import { summarizeComparison } from './summarize-comparison.js';
import { verdicts } from './page/verdicts.js';

const summary = summarizeComparison(comparison);

test('settings are picked on validation images, not on test images, and not if a run failed', () => {
  expect(summary.contenders.map(({ name, picked, failed }) => [name, picked, failed])).toEqual([
    ['jaccard-moco, T 0.1', false, 0],
    ['jaccard-moco, T 0.5', true, 0],
    ['moco, T 0.1', false, 1],
    ['moco, T 0.5', true, 0],
  ]);
});

test('means and deviations over seeds, by hand', () => {
  const { measures, secondsPerEpoch } = summary.contenders[1] ?? {};
  // 61, 62, 63 and 60, 61, 62: deviation 1; 10, 11 and 12 seconds.
  expect(measures?.knn).toMatchObject({ count: 3 });
  expect(measures?.knn.mean).toBeCloseTo(0.62, 12);
  expect(measures?.knn.standardDeviation).toBeCloseTo(0.01, 12);
  expect(measures?.linear.standardDeviation).toBeCloseTo(0, 12);
  expect(measures?.validation?.mean).toBeCloseTo(0.61, 12);
  expect(secondsPerEpoch).toEqual({ count: 3, mean: 11, standardDeviation: 1 });
  expect(summary.baselines.map(({ name }) => name)).toEqual(['raw pixels', 'random weights']);
  expect(summary.baselines[0]?.measures.knn.mean).toBeCloseTo(0.41, 12);
  expect(summary.chance).toBe(0.25);
});

test('differences are paired by seed, with an interval by hand', () => {
  const [knn, linear] = summary.atBest;
  expect(knn?.jaccard).toBe('jaccard-moco, T 0.5');
  expect(knn?.cosine).toBe('moco, T 0.5');
  // 1, 2 and 3 points: 2 ± 4.303·1/√3.
  expect(knn?.mean).toBeCloseTo(0.02, 12);
  expect(knn?.interval?.low).toBeCloseTo(-0.0048414, 7);
  expect(knn?.interval?.high).toBeCloseTo(0.0448414, 7);
  // −1, −1.5 and −2: s = 0.5.
  expect(linear?.mean).toBeCloseTo(-0.015, 12);
  expect(linear?.interval?.low).toBeCloseTo(-0.015 - 0.0124207, 7);
  expect(summary.atBest).toHaveLength(2);
  // At 0.1 over the two seeds that both have.
  expect(summary.atSame.map(({ jaccard, differences }) => [jaccard, differences.length])).toEqual([
    ['jaccard-moco, T 0.1', 2],
    ['jaccard-moco, T 0.1', 2],
    ['jaccard-moco, T 0.5', 3],
    ['jaccard-moco, T 0.5', 3],
  ]);
});

test('a difference that may be due to chance is reported as such', () => {
  expect(verdicts(summary)).toEqual([
    // Student's test gives p = 0.074 and 0.035; twice the smaller is 0.070, and Holm's values never fall.
    'kNN: jaccard-moco, T 0.5 is 2.00 points above moco, T 0.5, which may be due to chance; undecided (95 % interval −0.48 to 4.48, 3 seeds; p 0.074, corrected for 2 differences).',
    'linear: jaccard-moco, T 0.5 is 1.50 points below moco, T 0.5, which may be due to chance; undecided (95 % interval −2.74 to −0.26, 3 seeds; p 0.070, corrected for 2 differences).',
    'jaccard-moco is best by kNN and linear at T 0.5, the highest that was tried: a higher one may be better still.',
    'moco is best by kNN and linear at T 0.5, the highest that was tried: a higher one may be better still.',
  ]);
  const one = { ...comparison, runs: comparison.runs.filter(({ seed }) => seed === 0) };
  expect(verdicts(summarizeComparison(one))[0]).toMatch(
    / with one seed, which is not enough to compare methods\.$/,
  );
  const two = { ...comparison, runs: comparison.runs.filter(({ seed }) => seed < 2) };
  const summaryOfTwo = summarizeComparison(two);
  expect(verdicts(summaryOfTwo)[0]).toBe(
    // The failed run has another seed, so moco is picked at 0.1: 61.5 and 70.
    'kNN: jaccard-moco, T 0.5 is 8.50 points below moco, T 0.1 with 2 seeds, which is not enough to compare methods.',
  );
  // No interval and no deviation of two numbers anywhere.
  for (const one of summaryOfTwo.atBest) expect(one).not.toHaveProperty('interval');
  const cells = comparisonTables(two, summaryOfTwo).flatMap(({ rows }) => rows.flat());
  expect(cells.filter((cell) => cell.includes('±') || cell.includes(' to '))).toEqual([]);
});

test('methods with the same accuracy are said to be level', () => {
  const level = summary.atBest.map((one) => ({ ...one, mean: 0.00001 }));
  expect(verdicts({ ...summary, atBest: level })[0]).toMatch(
    /^kNN: jaccard-moco, T 0\.5 is level with moco, T 0\.5, which may be due to chance/,
  );
});

test('a single setting is picked; of several settings without validation none is picked', () => {
  const single = comparison.runs.filter(({ temperature }) => temperature === 0.5);
  const unswept = summarizeComparison({ ...comparison, runs: single });
  expect(unswept.contenders.map(({ picked }) => picked)).toEqual([true, true]);
  expect(unswept.atSame).toEqual([]);
  const blind = comparison.runs.map(({ measures, ...run }) => {
    if (!measures) return run;
    const { knn, linear } = measures;
    return { ...run, measures: { knn, linear } };
  });
  const { contenders, atBest, atSame } = summarizeComparison({ ...comparison, runs: blind });
  expect(contenders.map(({ picked }) => picked)).toEqual([false, false, false, false]);
  expect([atBest.length, atSame.length]).toEqual([0, 4]);
});

test('weights are named if they differ', () => {
  const [first] = comparison.runs;
  if (!first) throw new Error('there are runs');
  const other = { ...first, name: 'other', weights: [1, 0, 0] as const };
  const runs = [...comparison.runs, other];
  const names = summarizeComparison({ ...comparison, runs }).contenders.map(({ name }) => name);
  expect(names).toContain('jaccard-moco, T 0.1, weights 0.8 0.1 0.1');
  expect(names).toContain('jaccard-moco, T 0.1, weights 1 0 0');
  expect(names).toContain('moco, T 0.1');
});

test('the tables of a comparison; without runs only the baselines', () => {
  const tables = comparisonTables(comparison, summary);
  expect(tables.map(({ id }) => id)).toEqual([
    ...['results', 'differences', 'settings', 'same-settings', 'runs'],
  ]);
  const [results, differences, settings] = tables;
  expect(results?.rows).toEqual([
    [
      ...['jaccard-moco, T 0.5', '3', '62.00 ± 1.00 %', '70.00 ± 0.00 %', '61.00 ± 1.00 %'],
      '11.00 ± 1.00',
    ],
    ['moco, T 0.5', '3', '60.00 ± 0.00 %', '71.50 ± 0.50 %', '60.00 ± 0.00 %', '11.00 ± 1.00'],
    ['raw pixels', '2', '41.00 %', '50.00 %', '–', ''],
    ['random weights', '2', '30.00 %', '50.00 %', '–', ''],
    ['chance', '', '25.00 %', '25.00 %', '', ''],
  ]);
  expect(differences?.rows[0]).toEqual([
    ...['jaccard-moco, T 0.5 minus moco, T 0.5', 'kNN', '3', '+2.00', '−0.48 to +4.48'],
    // The equivalence test of 2 within 0.5: P(T > −1.5·√3) with 2 degrees of freedom is 0.939; doubled it is 1.
    ...['0.074', '1.000', 'undecided', '+1.00, +2.00, +3.00'],
  ]);
  expect(settings?.rows[2]?.slice(0, 3)).toEqual(['moco, T 0.1', '', '2, 1 failed']);
  const empty = { ...comparison, runs: [] };
  expect(comparisonTables(empty, summarizeComparison(empty)).map(({ id }) => id)).toEqual([
    'results',
  ]);
});

test('retrieval across vendors, by hand, over the runs that were evaluated by it', () => {
  const summary = summarizeComparison(acrossVendors);
  const tables = comparisonTables(acrossVendors, summary);
  expect(tables.map(({ id }) => id)).toEqual([
    ...['results', 'retrieval', 'differences', 'settings', 'same-settings', 'runs'],
  ]);
  const [, retrieval, differences, settings, , every] = tables;
  expect(retrieval?.title).toBe('Retrieval across vendors');
  expect(retrieval?.header).toEqual([
    ...['method', 'seeds', 'recall@1', 'recall@5', 'recall@10', 'mAP'],
  ]);
  const [all, map] = ['100.00 ± 0.00 %', '70.00 ± 0.00 %'];
  expect(retrieval?.rows).toEqual([
    // 30.5, 31 and 31.5.
    ['jaccard-moco, T 0.5', '3', '31.00 ± 0.50 %', '62.00 ± 1.00 %', all, map],
    ['moco, T 0.5', '3', '30.00 ± 0.00 %', '60.00 ± 0.00 %', all, map],
    // 20 and 21.
    ['raw pixels', '2', '20.50 %', '41.00 %', '100.00 %', '70.00 %'],
    ['random weights', '2', '15.00 %', '30.00 %', '100.00 %', '70.00 %'],
    ['chance', '', '1.00 %', '5.00 %', '10.00 %', '4.00 %'],
  ]);
  expect(retrieval?.about).toMatch(
    /^For each of 300 test images, the images of another vendor are ranked by cosine similarity, and its partner has the same identity\. /,
  );
  // 0.5, 1 and 1.5 points: 1 ± 4.303·0.5/√3.
  expect(differences?.rows[2]?.slice(1)).toEqual([
    ...['recall@1', '3', '+1.00', '−0.24 to +2.24', '0.223', '1.000', 'undecided'],
    '+0.50, +1.00, +1.50',
  ]);
  expect(differences?.rows[3]?.slice(1, 4)).toEqual(['mAP', '3', '+0.00']);
  expect(verdicts(summary)[2]).toBe(
    'recall@1: jaccard-moco, T 0.5 is 1.00 points above moco, T 0.5, which may be due to chance; undecided (95 % interval −0.24 to 2.24, 3 seeds; p 0.223, corrected for 4 differences).',
  );
  expect(settings?.header.at(-1)).toBe('recall@1');
  expect(settings?.rows.map((row) => row.at(-1))).toEqual([
    ...['45.00 ± 0.00 %', '31.00 ± 0.50 %', '35.00 %', '30.00 ± 0.00 %'],
  ]);
  expect(every?.rows[0]?.slice(3, 5)).toEqual(['40.00 %', '45.00 %']);

  // A run recorded without retrieval is compared by its other measures.
  const name = 'moco-t0.5-seed1';
  const former = comparison.runs.filter((one) => one.name === name);
  const runs = [...acrossVendors.runs.filter((one) => one.name !== name), ...former];
  const { atBest, contenders } = summarizeComparison({ ...acrossVendors, runs });
  expect(atBest.map(({ measure, differences }) => [measure, differences.length])).toEqual([
    ...[
      ['kNN', 3],
      ['linear', 3],
      ['recall@1', 2],
      ['mAP', 2],
    ],
  ]);
  expect(contenders.at(-1)?.measures?.retrieval?.meanAveragePrecision.count).toBe(2);
});

test('of unbalanced classes the most frequent one and balanced accuracies are in the tables', () => {
  const mostFrequent = {
    ...({ name: 'most frequent class', class: 'cat', label: 0 } as const),
    ...{ top1: 0.43, top5: 1, balanced: 0.25 },
  };
  const balanced = (measures: EncoderMeasures): EncoderMeasures => ({
    ...measures,
    knn: { ...measures.knn, balanced: measures.knn.top1 / 2 },
    linear: { ...measures.linear, balanced: measures.linear.top1 / 5 },
  });
  const unbalanced: Comparison = {
    ...comparison,
    data: { ...comparison.data, unbalanced: true, mostFrequent },
    runs: comparison.runs.map((run) =>
      run.measures ? { ...run, measures: balanced(run.measures) } : run,
    ),
  };
  const tables = comparisonTables(unbalanced, summarizeComparison(unbalanced));
  const [results, own] = tables;
  expect(results?.rows.at(-2)).toEqual([
    ...['most frequent class', '', '43.00 %', '43.00 %', '', ''],
  ]);
  expect(own?.id).toBe('balanced');
  expect(own?.rows).toEqual([
    ['jaccard-moco, T 0.5', '3', '31.00 ± 0.50 %', '14.00 ± 0.00 %'],
    ['moco, T 0.5', '3', '30.00 ± 0.00 %', '14.30 ± 0.10 %'],
    // Recorded without.
    ['raw pixels', '2', '–', '–'],
    ['random weights', '2', '–', '–'],
    ['most frequent class', '', '25.00 %', '25.00 %'],
    ['chance', '', '25.00 %', '25.00 %'],
  ]);
  expect(own?.about).toContain('always guessing cat is right for 43.00 % of them');
});

test('a single seed has the interval of its retrieval over identities', () => {
  const interval = { low: 0.25, high: 0.375 };
  const withIntervals = (run: Comparison['runs'][number]): Comparison['runs'][number] => {
    const { measures } = run;
    if (!measures?.retrieval) return run;
    const recallIntervals = measures.retrieval.recall.map(() => interval);
    const retrieval = {
      ...measures.retrieval,
      recallIntervals,
      meanAveragePrecisionInterval: interval,
    };
    return { ...run, measures: { ...measures, retrieval } };
  };
  const of = (seeds: number) => {
    const runs = acrossVendors.runs.filter(({ seed }) => seed < seeds).map(withIntervals);
    const some = { ...acrossVendors, runs };
    return comparisonTables(some, summarizeComparison(some));
  };
  const rowsOf = (tables: ReturnType<typeof of>, id: string) =>
    tables.find((one) => one.id === id)?.rows ?? [];
  const [row = []] = rowsOf(of(1), 'retrieval');
  expect(row.slice(2)).toEqual([
    ...[
      '30.50 % (25.0-37.5)',
      '61.00 % (25.0-37.5)',
      '100.00 % (25.0-37.5)',
      '70.00 % (25.0-37.5)',
    ],
  ]);
  expect(rowsOf(of(3), 'retrieval')[0]?.[2]).toBe('31.00 ± 0.50 %');
  expect(rowsOf(of(3), 'runs')[0]?.[4]).toBe('45.00 % (25.0-37.5)');
});

test('the verdict is over seeds and test images, or over test images alone', () => {
  const verdict = judgeComparison(comparison, summary.contenders);
  expect(verdict).toMatchObject({ outcome: 'better', against: 'raw pixels', remedy: undefined });
  // 61 − 40, 62 − 42 and 63 − 41, and 0.62 · 0.38 / 200 + 0.41 · 0.59 / 200.
  expect(verdict?.difference).toBeCloseTo(0.21, 12);
  const half = Math.hypot(
    (4.302653 * 0.01) / Math.sqrt(3),
    1.959964 * Math.sqrt((0.2356 + 0.2419) / 200),
  );
  expect(verdict?.interval?.low).toBeCloseTo(0.21 - half, 6);
  expect(verdict?.sentence).toMatch(
    /^The encoder of jaccard-moco, T 0\.5 beats raw pixels by 21\.00 points \(95 % interval .*, 3 seeds and 200 test images\): use it/,
  );
  const one = { ...comparison, runs: comparison.runs.filter(({ seed }) => seed === 0) };
  const alone = judgeComparison(one, summarizeComparison(one).contenders);
  expect(alone?.sentence).toMatch(/200 test images, not the choice of one seed\): use it/);
  expect(judgeComparison({ ...comparison, runs: [] }, [])).toBeUndefined();
});

/** Three seeds of a method: test accuracies by kNN and linear, and the same on validation images. */
const three = (
  method: 'jaccard-moco' | 'moco',
  [temperature, weights]: readonly [number, readonly [number, number, number]],
  [knn, linear, validKnn, validLinear]: readonly [number, number, number, number],
): Comparison['runs'] =>
  [0, 1, 2].map((seed) => ({
    name: `${method}-t${temperature}-w${weights.join('-')}-seed${seed}`,
    ...{ method, temperature, weights, seed },
    measures: {
      knn: { top1: knn + (seed - 1) / 10_000, top5: 1 },
      linear: { top1: linear, top5: 1 },
      validation: validKnn,
      validated: { linear: validLinear },
    },
  }));

const usual = [0.8, 0.1, 0.1] as const;

test('each measure picks its own setting', () => {
  const runs = [
    ...three('jaccard-moco', [0.1, usual], [0.7, 0.8, 0.7, 0.8]),
    ...three('jaccard-moco', [0.2, usual], [0.6, 0.9, 0.6, 0.9]),
    ...three('jaccard-moco', [0.3, usual], [0.5, 0.7, 0.5, 0.7]),
    ...three('moco', [0.2, usual], [0.6, 0.8, 0.6, 0.8]),
  ];
  const picked = summarizeComparison({ ...comparison, baselines: [], runs });
  expect(picked.atBest.map(({ jaccard, measure }) => [jaccard, measure])).toEqual([
    ['jaccard-moco, T 0.1', 'kNN'],
    ['jaccard-moco, T 0.2', 'linear'],
  ]);
  const [, , settings] = comparisonTables({ ...comparison, baselines: [], runs }, picked);
  expect(settings?.rows.map(([name, by]) => [name, by])).toEqual([
    ['jaccard-moco, T 0.1', 'kNN'],
    ['jaccard-moco, T 0.2', 'linear'],
    ['jaccard-moco, T 0.3', ''],
    ['moco, T 0.2', 'yes'],
  ]);
  // Of moco there is one temperature, and T 0.2 lies between others.
  expect(verdicts(picked).slice(2)).toEqual([
    'jaccard-moco is best by kNN at T 0.1, the lowest that was tried: a lower one may be better still.',
  ]);
});

test('control arms are methods of their own, and differences within the margin are equivalent', () => {
  const runs = [
    ...three('jaccard-moco', [0.1, usual], [0.7, 0.8, 0.5, 0.5]),
    // Better than the default weights on validation images, but not an alternative to them.
    ...three('jaccard-moco', [0.1, [1, 0, 0]], [0.71, 0.8, 0.9, 0.9]),
    ...three('moco', [0.1, usual], [0.699, 0.79, 0.5, 0.5]),
  ];
  const controlled = { ...comparison, controls: true, margin: 0.5, runs };
  const found = summarizeComparison(controlled);
  expect(found.contenders.map(({ name, control, picked }) => [name, control, picked])).toEqual([
    ['jaccard-moco, T 0.1', false, true],
    ['jaccard-moco, T 0.1, weights 1 0 0', true, true],
    ['moco, T 0.1', false, true],
  ]);
  const findings = (differences: typeof found.atBest) =>
    differences.map(({ jaccard, cosine, measure, judged }) => [
      ...[jaccard.slice(14), cosine, measure, judged?.outcome],
    ]);
  expect(findings(found.atBest)).toEqual([
    ['T 0.1', 'moco, T 0.1', 'kNN', 'equivalent'],
    ['T 0.1', 'moco, T 0.1', 'linear', 'better'],
  ]);
  const arm = 'jaccard-moco, T 0.1, weights 1 0 0';
  expect(findings(found.controls)).toEqual([
    ['T 0.1', arm, 'kNN', 'worse'],
    ['T 0.1', arm, 'linear', 'equivalent'],
    ['T 0.1, weights 1 0 0', 'moco, T 0.1', 'kNN', 'better'],
    ['T 0.1, weights 1 0 0', 'moco, T 0.1', 'linear', 'better'],
  ]);
  expect(verdicts(found)[0]).toBe(
    'kNN: jaccard-moco, T 0.1 is 0.10 points above moco, T 0.1; they are equivalent within 0.5 points (95 % interval 0.10 to 0.10, 3 seeds; p < 0.001, corrected for 2 differences).',
  );
  expect(comparisonTables(controlled, found).map(({ id }) => id)).toEqual([
    ...['results', 'differences', 'controls', 'runs'],
  ]);
  expect(comparisonTables(controlled, found)[0]?.rows.map(([name]) => name)).toContain(arm);
  // Without the mark of a comparison with controls they are weights to choose from.
  const chosen = summarizeComparison({ ...controlled, controls: false });
  expect(chosen.controls).toEqual([]);
  expect(chosen.atBest[0]?.jaccard).toBe(arm);
});

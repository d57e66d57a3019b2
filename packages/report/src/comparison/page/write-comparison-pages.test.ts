import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { defaultTrainConfig } from '@jssl/trainer';

import { acrossVendors, comparison } from '../../fixtures/hand-made-comparison.js';
import { HOSTILE, metrics, run } from '../../fixtures/hand-made.js';
import { lineCharts } from '../../sections/line-charts.js';
import { meanCurves } from './mean-curves.js';
import { writeComparisonPages } from './write-comparison-pages.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jssl-compare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const writeRuns = () => {
  for (const { name, method } of comparison.runs) {
    mkdirSync(join(folder, name));
    const recorded = { config: { ...defaultTrainConfig, method } };
    writeFileSync(join(folder, name, 'config.json'), JSON.stringify(recorded));
    const lines = metrics.map((epoch) => JSON.stringify(epoch)).join('\n');
    writeFileSync(join(folder, name, 'metrics.jsonl'), lines);
  }
};

/** The page without its scripts. */
const pageIn = (out: string) => {
  const page = readFileSync(join(out, 'compare.html'), 'utf8');
  return page.slice(0, page.indexOf('<script'));
};

/** The legend of the loss chart. */
const keysIn = (page: string) =>
  [...page.matchAll(/<\/i>([^<]*(?:loss|no learning))</g)].map(([, name]) => name);

test('the page has all sections, the curves of the picked settings, and no markup from names', () => {
  writeRuns();
  writeComparisonPages(folder, comparison);
  const page = pageIn(folder);
  for (const id of ['overview', 'results', 'differences', 'training', 'settings', 'runs']) {
    expect({ id, there: page.includes(`<section id="${id}"`) }).toEqual({ id, there: true });
    expect(page).toContain(`<a href="#${id}">`);
  }
  expect(page).not.toContain(HOSTILE);
  expect(page).toContain('the same temperature means different things');
  expect(keysIn(page)).toEqual([
    ...['jaccard-moco, T 0.5: loss', 'jaccard-moco, T 0.5: no learning'],
    ...['moco, T 0.5: loss', 'moco, T 0.5: no learning'],
  ]);
  expect(page).not.toContain('/home/somebody');
  // A method with a missing run folder has no curve.
  rmSync(join(folder, 'moco-t0.5-seed1'), { recursive: true });
  writeComparisonPages(folder, comparison);
  expect(keysIn(pageIn(folder))).toEqual(['loss', 'no learning']);
  writeComparisonPages(folder, { ...comparison, runs: [] });
  expect(pageIn(folder)).toContain('No epoch has ended yet, so there are no curves.');
});

test('the Markdown has the same tables, with text escaped', () => {
  writeRuns();
  writeComparisonPages(folder, comparison);
  const text = readFileSync(join(folder, 'compare.md'), 'utf8');
  expect(text).toContain(
    '11 of 12 runs are trained and evaluated, 1 failed: resnet18 of width 64, 20 epochs on 1,000 images of photos',
  );
  expect(text).toContain(
    '| jaccard-moco, T 0.5 | 3 | 62.00 ± 1.00 % | 70.00 ± 0.00 % | 61.00 ± 1.00 % | 11.00 ± 1.00 |',
  );
  // The loss falls from 8 by a quarter per epoch, the same for all seeds.
  expect(text).toContain('\n## Learning curves\n\n| epoch | jaccard-moco, T 0.5: loss |');
  expect(text).toContain(
    '\n| 12 | 5.2500 ± 0.0000 | 61.00 ± 0.00 % | 5.2500 ± 0.0000 | 61.00 ± 0.00 % |\n',
  );
  expect(text).toContain('the loss became NaN \\</script\\>\\<img');
  expect(text).toContain('- processor: a \\| b\n- cores: 2\n- engine name: native');
  expect(text).toContain("    jssl compare 'photos ");
  expect(text).toContain(
    '- `--arch`: resnet18\n- `--epochs`: 20\n- `--k`: 200\n- `--knn-temperature`: 0.5',
  );
});

test('curves are means over the epochs and numbers that all runs have', () => {
  const [first, second, third] = metrics;
  if (!first || !second || !third) throw new Error('there must be three epochs');
  const one = { ...run, metrics: [{ ...first, trainLoss: 8 }, second, third] };
  const other = {
    ...run,
    metrics: [
      { ...first, trainLoss: 6, queueFill: undefined },
      { ...second, trainLoss: 1.75 },
    ],
  };
  // Two have no deviations.
  expect(meanCurves('mean', [one, other])).not.toHaveProperty('deviations');
  const middle = {
    ...run,
    metrics: [
      { ...first, trainLoss: 7 },
      { ...second, trainLoss: (second.trainLoss + 1.75) / 2 },
    ],
  };
  const { name, metrics: means, deviations } = meanCurves('mean', [one, middle, other]);
  expect(name).toBe('mean');
  expect(means.map(({ epoch, trainLoss }) => [epoch, trainLoss])).toEqual([
    [1, 7],
    [2, (second.trainLoss + 1.75) / 2],
  ]);
  expect(means[0]).not.toHaveProperty('queueFill');
  expect(means[1]).not.toHaveProperty('warnings');
  expect(means[0]?.gradientNorm).toBe(2);
  // Of 6, 7 and 8.
  expect(deviations?.[0]?.trainLoss).toBeCloseTo(1, 15);
  expect(deviations?.[0]?.gradientNorm).toBe(0);
  expect(deviations).toHaveLength(2);
  // A single run has no deviations, and charts draw none.
  expect(meanCurves('single', [one])).not.toHaveProperty('deviations');
  const lines = (runs: Parameters<typeof lineCharts>[0]) => lineCharts(runs).loss[0]?.lines ?? [];
  const [drawn, noLearning] = lines([meanCurves('mean', [one, middle, other])]);
  expect(drawn?.deviations).toEqual(deviations?.map(({ trainLoss }) => trainLoss));
  expect(noLearning).not.toHaveProperty('deviations');
  expect(lines([meanCurves('single', [one])])[0]).not.toHaveProperty('deviations');
});

test('for images with partners, both pages report retrieval', () => {
  writeComparisonPages(folder, acrossVendors);
  const page = pageIn(folder);
  expect(page).toContain('<section id="retrieval"');
  expect(page).toContain('<a href="#retrieval">Retrieval across vendors</a>');
  expect(page).toContain('and by retrieval of partners across vendors.');
  const text = readFileSync(join(folder, 'compare.md'), 'utf8');
  expect(text).toContain('## Retrieval across vendors');
  expect(text).toContain('| moco, T 0.5 | 3 | 30.00 ± 0.00 % | 60.00 ± 0.00 % |');
});
